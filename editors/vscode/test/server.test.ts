// The real server, found and started as the extension does: what it says is what `check`
// prints, and its action writes what `--fix` writes.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import {
  type ClientCapabilities, type CodeAction, CodeActionRequest, CodeActionResolveRequest, DocumentDiagnosticRequest,
  type TextEdit, TextDocumentEdit,
} from 'vscode-languageserver-protocol/node';
import { TextDocument } from 'vscode-languageserver-textdocument';

import { find } from '../src/program';
import { ARGUMENTS, FIX_ALL } from '../src/session';
import { PROGRAM, Session, TOP } from './support';

const POST = '_posts/2025-10-17-latest-harbour-dredging-to-begin-early.md';
let folder: string;
let session: Session;

/** What Visual Studio Code can do, as far as it matters to the server. */
const capabilities: ClientCapabilities = {
  general: { positionEncodings: ['utf-16'] },
  workspace: { workspaceEdit: { documentChanges: true }, diagnostics: { refreshSupport: true } },
  textDocument: {
    diagnostic: { dynamicRegistration: true },
    codeAction: {
      dataSupport: true,
      resolveSupport: { properties: ['edit'] },
      codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix', 'source', 'source.fixAll'] } },
    },
  },
};

const copydesk = (...words: string[]): string =>
  spawnSync(PROGRAM, words, { cwd: folder, encoding: 'utf8' }).stdout;

before(async () => {
  folder = join(realpathSync(mkdtempSync(join(tmpdir(), 'copydesk é '))), 'news');
  cpSync(join(TOP, 'fixtures/news'), folder, { recursive: true });
  const found = find({
    setting: PROGRAM, folders: [folder], trusted: true, env: process.env, platform: process.platform, arch: process.arch,
  });
  assert.ok('program' in found, JSON.stringify(found));
  [session] = await Session.start(found.program, ARGUMENTS, folder, capabilities);
});

after(() => { rmSync(join(folder, '..'), { recursive: true }); });

test('a post has the findings that `check` prints, and the fix that `--fix` makes', async () => {
  const file = join(folder, POST);
  const text = readFileSync(file, 'utf8');
  const uri = await session.open(file, 'markdown', text);
  const textDocument = { uri };

  const report = await session.connection.sendRequest(DocumentDiagnosticRequest.type, { textDocument });
  assert.ok(report.kind === 'full');
  const document = TextDocument.create(uri, 'markdown', 1, text);
  const said = report.items.map(({ code, range }) => `${code ?? ''}: ${document.getText(range)}`);
  interface Found { path: string; rule: string; start: { offset: number }; end: { offset: number } }
  const checked = JSON.parse(copydesk('check', '--site', '--format', 'json', POST)) as { diagnostics: Found[] };
  const bytes = Buffer.from(text);
  const printed = checked.diagnostics.map(({ rule, start, end }) => `${rule}: ${bytes.subarray(start.offset, end.offset).toString()}`);
  assert.ok(printed.length >= 3);
  assert.deepEqual(said.sort(), printed.sort());

  const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
  const actions = await session.connection.sendRequest(CodeActionRequest.type, { textDocument, range, context: { diagnostics: [], only: [FIX_ALL] } });
  const [action] = (actions ?? []) as CodeAction[];
  assert.equal(action?.kind, FIX_ALL);
  const resolved = await session.connection.sendRequest(CodeActionResolveRequest.type, action);
  const edits = (resolved.edit?.documentChanges ?? []).flatMap((change) => {
    assert.ok(TextDocumentEdit.is(change) && change.textDocument.uri === uri);
    return change.edits as TextEdit[];
  });
  const fixed = TextDocument.applyEdits(document, edits);
  assert.notEqual(fixed, text);
  copydesk('check', '--fix', '--site', POST);
  assert.equal(fixed, readFileSync(file, 'utf8'));
});

test('a server that is done ends', async () => {
  assert.equal(await session.end(), 0);
});
