#!/usr/bin/env node
// Starts the program that the package for this platform brings.
'use strict';

const { spawn } = require('node:child_process');
const { existsSync } = require('node:fs');
const { constants } = require('node:os');

/** The names of the packages that would do here, best first. */
function candidates(platform, arch, musl) {
  const name = `@copydesk/${platform}-${arch}`;
  if (platform !== 'linux') return [name];
  return musl ? [`${name}-musl`, name] : [name, `${name}-musl`];
}

function find() {
  const { platform, arch } = process;
  const loader = { x64: 'x86_64', arm64: 'aarch64' }[arch];
  const names = candidates(platform, arch, existsSync(`/lib/ld-musl-${loader}.so.1`));
  const file = platform === 'win32' ? 'copydesk.exe' : 'copydesk';
  for (const name of names) {
    try {
      return require.resolve(`${name}/bin/${file}`);
    } catch {
      // the next, or none
    }
  }
  console.error(
    `copydesk: the package ${names[0]} is not installed. It comes with copydesk where npm installs\n` +
      'optional dependencies (so not with --omit=optional, nor from a lock file of another platform).\n' +
      'Where there is none for this platform, `cargo install copydesk` builds the program.',
  );
  process.exit(2);
}

function main() {
  let child;
  // before the start: from then on no signal may end this process alone
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child = spawn(find(), process.argv.slice(2), { stdio: 'inherit' });
  child.on('error', (error) => {
    console.error(`copydesk: the program does not start: ${error.message}`);
    process.exitCode = 2;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + constants.signals[signal];
  });
}

if (require.main === module) main();
module.exports = { candidates };
