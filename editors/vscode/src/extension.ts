// Copydesk in Visual Studio Code: finds the program, starts its language server, and has
// three commands. All else is the server's.

import { commands, env, type ExtensionContext, Uri, window, workspace } from 'vscode';
import { LanguageClient } from 'vscode-languageclient/node';

import { find } from './program';
import { ARGUMENTS, DOCUMENTS, FIX_ALL, INSTALL_PAGE } from './session';

const output = window.createOutputChannel('Copydesk', { log: true });
let client: LanguageClient | undefined;
// starts and stops one after another, however fast they are asked for
let queue: Promise<void> = Promise.resolve();

export async function activate(context: ExtensionContext): Promise<void> {
  context.subscriptions.push(
    output,
    commands.registerCommand('copydesk.restart', restart),
    commands.registerCommand('copydesk.showOutput', () => { output.show(); }),
    commands.registerCommand('copydesk.fixAll', () =>
      commands.executeCommand('editor.action.codeAction', { kind: FIX_ALL, apply: 'first' })),
    workspace.onDidGrantWorkspaceTrust(restart),
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('copydesk.path')) void restart();
    }),
  );
  await restart();
}

export function deactivate(): Promise<void> {
  return inTurn(stop);
}

function restart(): Promise<void> {
  // each in its own turn: what cannot be stopped any more does not keep the next from starting
  void inTurn(stop);
  return inTurn(start);
}

function inTurn(step: () => Promise<void>): Promise<void> {
  queue = queue.then(step).catch((error: unknown) => { output.error(String(error)); });
  return queue;
}

async function start(): Promise<void> {
  const folders = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  const found = find({
    setting: workspace.getConfiguration('copydesk').get('path', ''),
    folders: folders.map(({ uri }) => uri.fsPath),
    trusted: workspace.isTrusted,
    env: process.env,
    platform: process.platform,
    arch: process.arch,
  });
  if ('missing' in found) {
    output.warn(found.missing);
    // not awaited: it stays until somebody clicks
    void offerHelp(found.missing);
    return;
  }
  output.info(`Starting ${found.program}`);
  const server = { command: found.program, args: [...ARGUMENTS] };
  client = new LanguageClient('copydesk', 'Copydesk', server, {
    documentSelector: DOCUMENTS,
    outputChannel: output,
  });
  await client.start();
}

async function stop(): Promise<void> {
  const old = client;
  client = undefined;
  await old?.dispose();
}

async function offerHelp(missing: string): Promise<void> {
  const [install, settings] = ['How to Install It', 'Open Settings'];
  const chosen = await window.showWarningMessage(missing, install, settings);
  if (chosen === install) await env.openExternal(Uri.parse(INSTALL_PAGE));
  if (chosen === settings) await commands.executeCommand('workbench.action.openSettings', 'copydesk.path');
}
