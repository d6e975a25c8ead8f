// What the package says of itself is what the project and the code say.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { TOP } from './support';

interface Package {
  version: string;
  activationEvents: string[];
  contributes: { commands: { command: string }[]; configuration: { properties: Record<string, { scope?: string }> } };
  capabilities: { untrustedWorkspaces: { restrictedConfigurations: string[] } };
}

const own = join(TOP, 'editors/vscode');
const manifest = JSON.parse(readFileSync(join(own, 'package.json'), 'utf8')) as Package;

test('the version is that of the program', () => {
  const version = /^version = "(.+)"/m.exec(readFileSync(join(TOP, 'Cargo.toml'), 'utf8'))?.[1];
  assert.equal(manifest.version, version);
});

test('every command that is offered is there, and no other', () => {
  const code = readFileSync(join(own, 'src/extension.ts'), 'utf8');
  const registered = [...code.matchAll(/registerCommand\('([\w.]+)'/g)].map((found) => found[1]);
  assert.deepEqual(registered.sort(), manifest.contributes.commands.map(({ command }) => command).sort());
});

test('what names a program is not read from a workspace that is not trusted', () => {
  assert.deepEqual(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations, ['copydesk.path']);
  assert.equal(manifest.contributes.configuration.properties['copydesk.path']?.scope, 'machine-overridable');
});
