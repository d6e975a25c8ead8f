// Which program is found, in folders as npm and pip lay them out.

import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { type TestContext, test } from 'node:test';

import { find, type Surroundings } from '../src/program';

const MISSING = 'missing';

class Machine {
  readonly root: string;

  constructor(t: TestContext) {
    this.root = mkdtempSync(join(tmpdir(), 'copydesk find '));
    t.after(() => { rmSync(this.root, { recursive: true }); });
  }

  /** Puts a file there that can be run, or not. */
  put(path: string, mode = 0o755): string {
    const file = join(this.root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, '#!/bin/sh\n');
    chmodSync(file, mode);
    return file;
  }

  look(change: Partial<Surroundings> = {}): string {
    const found = find({
      setting: '',
      folders: [join(this.root, 'site')],
      trusted: true,
      env: { PATH: `/nowhere:${join(this.root, 'bin')}` },
      platform: 'linux',
      arch: 'x64',
      ...change,
    });
    return 'program' in found ? relative(this.root, found.program) : MISSING;
  }
}

const NATIVE = 'site/node_modules/@copydesk/linux-x64/bin/copydesk';

test('the workspace comes before PATH, its native program before the launcher', (t) => {
  const machine = new Machine(t);
  assert.equal(machine.look(), MISSING);
  for (const path of ['bin/copydesk', 'site/venv/bin/copydesk', 'site/.venv/bin/copydesk',
    'site/node_modules/.bin/copydesk', NATIVE]) {
    machine.put(path);
    assert.equal(machine.look(), path);
  }
  assert.equal(machine.look({ arch: 'arm64' }), 'site/node_modules/.bin/copydesk');
  assert.equal(machine.look({ folders: [] }), 'bin/copydesk');
  const second = machine.put('notes/.venv/bin/copydesk');
  const folders = ['empty', 'notes'].map((name) => join(machine.root, name));
  assert.equal(machine.look({ folders }), relative(machine.root, second));
});

test('musl has a package of its own', (t) => {
  const machine = new Machine(t);
  const path = 'site/node_modules/@copydesk/linux-x64-musl/bin/copydesk';
  machine.put(path);
  assert.equal(machine.look(), path);
  assert.equal(machine.look({ platform: 'darwin' }), MISSING);
});

test('Windows has other names', (t) => {
  const machine = new Machine(t);
  const windows = { platform: 'win32' as const, env: {} };
  machine.put('site/node_modules/.bin/copydesk');
  assert.equal(machine.look(windows), MISSING);
  for (const path of ['site/.venv/Scripts/copydesk.exe', 'site/node_modules/@copydesk/win32-x64/bin/copydesk.exe']) {
    machine.put(path);
    assert.equal(machine.look(windows), path);
  }
  machine.put('bin/copydesk.exe');
  const env = { Path: `C:\\nowhere;${join(machine.root, 'bin')}` };
  assert.equal(machine.look({ ...windows, env, folders: [] }), 'bin/copydesk.exe');
});

test('nothing of a workspace that is not trusted is run, whoever names it', (t) => {
  const machine = new Machine(t);
  const own = machine.put(NATIVE);
  machine.put('bin/copydesk');
  const untrusted = { trusted: false };
  assert.equal(machine.look(untrusted), 'bin/copydesk');
  const bin = dirname(own);
  assert.equal(machine.look({ ...untrusted, env: { PATH: `${bin}:${join(machine.root, 'bin')}` } }), 'bin/copydesk');
  assert.equal(machine.look({ ...untrusted, env: { PATH: bin } }), MISSING);
  assert.equal(machine.look({ ...untrusted, setting: own }), MISSING);
  assert.equal(machine.look({ ...untrusted, setting: join(machine.root, 'bin/../site', relative(join(machine.root, 'site'), own)) }), MISSING);
  assert.equal(machine.look({ ...untrusted, setting: '${workspaceFolder}/node_modules/@copydesk/linux-x64/bin/copydesk' }), MISSING);
  assert.equal(machine.look({ ...untrusted, setting: join(machine.root, 'bin/copydesk') }), 'bin/copydesk');
  const dotted = machine.put('site/..x/copydesk');
  assert.equal(machine.look({ ...untrusted, setting: dotted }), MISSING);
  const env = {};
  assert.match(JSON.stringify(find({ setting: '', folders: [join(machine.root, 'site')], trusted: false, env, platform: 'linux', arch: 'x64' })), /not trusted/);
});

test('places on PATH that depend on the working directory do not count', (t) => {
  const machine = new Machine(t);
  machine.put('bin/copydesk');
  const before = process.cwd();
  t.after(() => { process.chdir(before); });
  process.chdir(machine.root);
  for (const PATH of ['bin', './bin', '.:', '']) assert.equal(machine.look({ env: { PATH } }), MISSING);
  assert.equal(machine.look({ env: {} }), MISSING);
});

test('what is no program is passed over', (t) => {
  const machine = new Machine(t);
  machine.put(NATIVE, 0o644);
  mkdirSync(join(machine.root, 'site/.venv/bin/copydesk'), { recursive: true });
  machine.put('bin/copydesk');
  assert.equal(machine.look(), 'bin/copydesk');
});

test('the setting counts alone, and says why it does not', (t) => {
  const machine = new Machine(t);
  machine.put('bin/copydesk');
  const mine = machine.put('site/tools/copydesk');
  assert.equal(machine.look({ setting: mine }), 'site/tools/copydesk');
  assert.equal(machine.look({ setting: '${workspaceFolder}/tools/copydesk' }), 'site/tools/copydesk');
  const home = machine.look({ setting: `~/${relative(homedir(), mine)}` });
  assert.equal(home, 'site/tools/copydesk');
  const why = (change: Partial<Surroundings>): string => JSON.stringify(find({
    setting: '', folders: [], trusted: true, env: { PATH: join(machine.root, 'bin') }, platform: 'linux', arch: 'x64', ...change,
  }));
  assert.match(why({ setting: 'copydesk' }), /write the whole path/);
  assert.match(why({ setting: '${workspaceFolder}/copydesk' }), /no folder is open/);
  assert.match(why({ setting: join(machine.root, 'bin/nothing') }), /there is no program/);
});
