// What the extension does when, with stand-ins for the editor and its client library.

import assert from 'node:assert/strict';
import Module from 'node:module';
import { beforeEach, test } from 'node:test';

import { PROGRAM } from './support';

type Listener = (event: unknown) => unknown;
type Loads = typeof Module & { _load: (request: string, ...rest: unknown[]) => unknown };

const happened: string[] = [];
const commands = new Map<string, () => unknown>();
let path = '';
let fails = false;
let trusted: Listener = () => undefined;
let configured: Listener = () => undefined;

class LanguageClient {
  readonly #server: { command: string; args: string[] };

  constructor(_id: string, _name: string, server: { command: string; args: string[] }) {
    this.#server = server;
  }

  start(): Promise<void> {
    happened.push(`start ${this.#server.args.join(' ')}`);
    return fails ? Promise.reject(new Error('no')) : Promise.resolve();
  }

  dispose(): Promise<void> {
    happened.push('stop');
    // as the real one does after a start that failed
    return fails ? Promise.reject(new Error('cannot be stopped')) : Promise.resolve();
  }
}

const nothing = { dispose: (): void => undefined };
const editor = {
  commands: {
    registerCommand: (name: string, run: () => unknown) => { commands.set(name, run); return nothing; },
    executeCommand: (...words: unknown[]) => { happened.push(JSON.stringify(words)); },
  },
  env: {},
  Uri: {},
  window: {
    createOutputChannel: () => ({ info: () => undefined, warn: () => undefined, error: () => undefined, show: () => undefined }),
    showWarningMessage: (message: string) => { happened.push(message); return Promise.resolve(undefined); },
  },
  workspace: {
    isTrusted: true,
    workspaceFolders: undefined,
    getConfiguration: () => ({ get: () => path }),
    onDidGrantWorkspaceTrust: (listener: Listener) => { trusted = listener; return nothing; },
    onDidChangeConfiguration: (listener: Listener) => { configured = listener; return nothing; },
  },
};

const modules = Module as Loads;
const load = modules._load.bind(modules);
modules._load = (request, ...rest) => {
  if (request === 'vscode') return editor;
  return request === 'vscode-languageclient/node' ? { LanguageClient } : load(request, ...rest);
};
// eslint-disable-next-line @typescript-eslint/no-require-imports
const extension = require('../src/extension') as { activate: (context: unknown) => Promise<void>; deactivate: () => Promise<void> };

const restart = (): unknown => commands.get('copydesk.restart')?.();

beforeEach(async () => {
  await extension.deactivate();
  [path, fails] = [PROGRAM, false];
  happened.length = 0;
});

test('it starts the server, and stops it', async () => {
  await extension.activate({ subscriptions: [] });
  await extension.deactivate();
  assert.deepEqual(happened, ['start lsp', 'stop']);
});

test('without a program it says so and starts nothing', async () => {
  path = '/nowhere/copydesk';
  await extension.activate({ subscriptions: [] });
  assert.equal(happened.length, 1);
  assert.match(happened[0] ?? '', /there is no program/);
});

test('trust, another path and the command start it anew, one after another', async () => {
  await extension.activate({ subscriptions: [] });
  await Promise.all([trusted(undefined), restart()]);
  assert.deepEqual(happened, ['start lsp', 'stop', 'start lsp', 'stop', 'start lsp']);
  happened.length = 0;
  configured({ affectsConfiguration: (name: string) => name === 'editor.fontSize' });
  configured({ affectsConfiguration: (name: string) => name === 'copydesk.path' });
  await extension.deactivate();
  assert.deepEqual(happened, ['stop', 'start lsp', 'stop']);
});

test('a server that fails to start does not keep the next from starting', async () => {
  fails = true;
  await extension.activate({ subscriptions: [] });
  await restart();
  assert.equal(happened.filter((what) => what === 'start lsp').length, 2);
  fails = false;
});

test('all that is safe is fixed by the action of the server', async () => {
  await extension.activate({ subscriptions: [] });
  commands.get('copydesk.fixAll')?.();
  assert.match(happened.at(-1) ?? '', /source\.fixAll\.copydesk/);
});
