// A language server as an editor talks to it, without an editor.

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import {
  type ClientCapabilities, createProtocolConnection, type Diagnostic, DidOpenTextDocumentNotification, ExitNotification,
  InitializedNotification, InitializeRequest, type InitializeResult, type ProtocolConnection,
  PublishDiagnosticsNotification, ShutdownRequest, StreamMessageReader, StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';

/** The top of the project; tests run from `out/test`. */
export const TOP = resolve(__dirname, '../../../..');

/** The program under test. */
export const PROGRAM = resolve(process.env['COPYDESK'] ?? join(TOP, 'target/debug/copydesk'));

/** The files that a page of the documentation shows, by name: the first line of a block
 * is a comment with the name. */
export function blocks(page: string): Map<string, string> {
  const text = readFileSync(join(TOP, 'docs/editors', page), 'utf8');
  const found = new Map<string, string>();
  for (const [, block = ''] of text.matchAll(/^```\w*\n([^]*?)^```$/gm)) {
    const name = /^(?:#|\/\/|;;|--) ([~\w./-]+)\n/.exec(block)?.[1];
    if (name !== undefined) found.set(name, block);
  }
  return found;
}

export class Session {
  readonly connection: ProtocolConnection;
  readonly #process: ChildProcess;
  readonly #published = new Map<string, Diagnostic[]>();
  readonly #waiting = new Map<string, (diagnostics: Diagnostic[]) => void>();

  private constructor(command: string, words: readonly string[]) {
    this.#process = spawn(command, words, { stdio: ['pipe', 'pipe', 'inherit'] });
    const { stdin, stdout } = this.#process;
    assert.ok(stdin !== null && stdout !== null);
    this.connection = createProtocolConnection(new StreamMessageReader(stdout), new StreamMessageWriter(stdin));
    this.connection.onNotification(PublishDiagnosticsNotification.type, ({ uri, diagnostics }) => {
      this.#published.set(uri, diagnostics);
      this.#waiting.get(uri)?.(diagnostics);
    });
    this.connection.listen();
  }

  /** Starts a server for a folder. */
  static async start(command: string, words: readonly string[], folder: string, capabilities: ClientCapabilities): Promise<[Session, InitializeResult]> {
    const session = new Session(command, words);
    const result = await session.connection.sendRequest(InitializeRequest.type, {
      processId: process.pid,
      // older servers know no other
      // eslint-disable-next-line @typescript-eslint/no-deprecated
      rootUri: pathToFileURL(folder).href,
      workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'site' }],
      capabilities,
    });
    await session.connection.sendNotification(InitializedNotification.type, {});
    return [session, result];
  }

  /** Opens a text and answers with its address. */
  async open(file: string, languageId: string, text: string): Promise<string> {
    const uri = pathToFileURL(file).href;
    await this.connection.sendNotification(DidOpenTextDocumentNotification.type, { textDocument: { uri, languageId, version: 1, text } });
    return uri;
  }

  /** The next diagnostics that are published for a text, or those that are there. */
  published(uri: string): Promise<Diagnostic[]> {
    const there = this.#published.get(uri);
    if (there !== undefined) return Promise.resolve(there);
    return new Promise((done, failed) => {
      const late = setTimeout(() => { failed(new Error(`nothing was said of ${uri}`)); }, 20_000);
      this.#waiting.set(uri, (diagnostics) => { clearTimeout(late); done(diagnostics); });
    });
  }

  /** Ends the server as an editor does; answers with its exit code. */
  async end(): Promise<number | null> {
    const gone = once(this.#process, 'exit') as Promise<[number | null]>;
    await this.connection.sendRequest(ShutdownRequest.type);
    await this.connection.sendNotification(ExitNotification.type);
    const [code] = await gone;
    this.connection.dispose();
    return code;
  }
}
