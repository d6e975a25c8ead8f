// The launcher with a stand-in for the program, in a folder as npm lays it out.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const launcher = fileURLToPath(new URL('copydesk.js', import.meta.url));
const posix = { skip: process.platform === 'win32' && 'the stand-in is a shell script' };

function installed(t, script) {
  const root = mkdtempSync(join(tmpdir(), 'copydesk-npm-'));
  t.after(() => rmSync(root, { recursive: true }));
  const own = join(root, 'node_modules/copydesk');
  mkdirSync(own, { recursive: true });
  copyFileSync(launcher, join(own, 'copydesk.js'));
  if (script) {
    const bin = join(root, `node_modules/@copydesk/${process.platform}-${process.arch}/bin`);
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, 'copydesk'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }
  return join(own, 'copydesk.js');
}

const run = (file, ...words) => spawnSync(process.execPath, [file, ...words], { encoding: 'utf8', input: 'post' });

test('arguments, input, output and exit code pass through', posix, (t) => {
  const ran = run(installed(t, 'printf "<%s>" "$@"; cat; exit 7'), 'check', 'a b', '$(touch x)', '');
  assert.equal(ran.stdout, '<check><a b><$(touch x)><>post');
  assert.equal(ran.status, 7);
});

test('a signal reaches the program, and its end is told', posix, async (t) => {
  const file = installed(t, 'trap "echo caught; exit 0" TERM; echo up; for i in $(seq 100); do sleep 0.05; done');
  const child = spawn(process.execPath, [file]);
  let out = '';
  child.stdout.on('data', (data) => {
    out += data;
    if (data.includes('up')) child.kill('SIGTERM');
  });
  assert.deepEqual(await once(child, 'close'), [0, null]);
  assert.match(out, /caught/);
  assert.equal(run(installed(t, 'kill -KILL $$')).status, 137);
});

test('without the package of the platform it says what to do', (t) => {
  const ran = run(installed(t));
  assert.equal(ran.status, 2);
  assert.match(ran.stderr, /--omit=optional/);
});

test('musl is asked for first where it is', () => {
  const { candidates } = createRequire(import.meta.url)(launcher);
  assert.deepEqual(candidates('linux', 'x64', true), ['@copydesk/linux-x64-musl', '@copydesk/linux-x64']);
  assert.deepEqual(candidates('linux', 'arm64', false)[0], '@copydesk/linux-arm64');
  assert.deepEqual(candidates('darwin', 'arm64', false), ['@copydesk/darwin-arm64']);
});
