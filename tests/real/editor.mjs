// Asks the language server as Visual Studio Code does, with the library that its clients
// are made of, and prints what comes of it. The task is JSON on standard input.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const require = createRequire(`${process.env.COPYDESK_REAL}/editor/package.json`);
const lsp = require("vscode-languageserver-protocol/node");

const task = JSON.parse(readFileSync(0, "utf8"));
const server = spawn(task.program, ["lsp", "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
const connection = lsp.createProtocolConnection(
  new lsp.StreamMessageReader(server.stdout),
  new lsp.StreamMessageWriter(server.stdin),
);
let refreshed = 0;
connection.onRequest(lsp.DiagnosticRefreshRequest.type, () => void refreshed++);
connection.onRequest(lsp.RegistrationRequest.type, () => {});
connection.listen();

const root = pathToFileURL(task.folder).href;
const started = await connection.sendRequest(lsp.InitializeRequest.type, {
  processId: process.pid,
  rootUri: root,
  workspaceFolders: [{ uri: root, name: "site" }],
  capabilities: {
    general: { positionEncodings: task.encodings },
    textDocument: { diagnostic: {}, hover: { contentFormat: ["markdown"] } },
    workspace: { diagnostics: { refreshSupport: true } },
  },
});
await connection.sendNotification(lsp.InitializedNotification.type, {});

async function pull(uri, count) {
  const asked = { textDocument: { uri } };
  for (const start = Date.now(); ; ) {
    const report = await connection.sendRequest(lsp.DocumentDiagnosticRequest.type, asked);
    // what is found beside other posts comes a moment later
    if (report.items.length === count || Date.now() - start > 20000) return report.items;
    await new Promise((go) => setTimeout(go, 20));
  }
}

const posts = [];
for (const { path, count } of task.posts) {
  const uri = pathToFileURL(`${task.folder}/${path}`).href;
  const text = readFileSync(`${task.folder}/${path}`, "utf8");
  const textDocument = { uri, languageId: "markdown", version: 1, text };
  await connection.sendNotification(lsp.DidOpenTextDocumentNotification.type, { textDocument });
  const items = await pull(uri, count);
  const found = items.map(({ code, range: { start, end } }) => [
    code, start.line, start.character, end.line, end.character,
  ]);
  // the place of the first finding, as it was told, is where a hover is asked for
  const at = { textDocument: { uri }, position: items[0]?.range.start };
  const hover = items[0] && (await connection.sendRequest(lsp.HoverRequest.type, at));
  posts.push({ path, found, hover: hover?.contents.value ?? "", first: items[0]?.code ?? "" });
}

// a new post: what its front matter may say
const uri = `${root}/${task.draft}`;
const text = "---\ntitle: \"😀\"\n\n---\n";
const textDocument = { uri, languageId: "markdown", version: 1, text };
await connection.sendNotification(lsp.DidOpenTextDocumentNotification.type, { textDocument });
const place = { textDocument: { uri }, position: { line: 2, character: 0 } };
const list = await connection.sendRequest(lsp.CompletionRequest.type, place);

await connection.sendRequest(lsp.ShutdownRequest.type);
const ended = new Promise((end) => server.on("exit", end));
await connection.sendNotification(lsp.ExitNotification.type);
console.log(
  JSON.stringify({
    encoding: started.capabilities.positionEncoding,
    posts,
    completions: list.items.map((item) => item.label),
    refreshed,
    exit: await ended,
  }),
);
