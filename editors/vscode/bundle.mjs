// Makes what the package holds: one script of the extension and its libraries, their
// licences, and what is written elsewhere in the project: our licences, and the schema
// of `copydesk.yml`, printed by the program (COPYDESK, else the one on PATH).
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

process.chdir(import.meta.dirname);
rmSync('dist', { recursive: true, force: true });
mkdirSync('dist');

const { metafile } = await build({
  entryPoints: ['src/extension.ts'],
  outfile: 'dist/extension.js',
  bundle: true,
  platform: 'node',
  target: 'node20',
  external: ['vscode'],
  minify: true,
  metafile: true,
});

const folders = Object.keys(metafile.inputs).map((file) => file.match(/^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//)?.[1]);
const notices = [...new Set(folders)].filter(Boolean).sort().map((folder) => {
  const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  const file = readdirSync(folder).find((file) => /^licen[cs]e/i.test(file));
  if (!file) throw new Error(`${name} has no licence`);
  return `${name} ${version} (${license})\n\n${readFileSync(`${folder}/${file}`, 'utf8').trim()}\n`;
});
writeFileSync('dist/NOTICES.txt', notices.join(`\n${'-'.repeat(80)}\n\n`));

for (const name of ['LICENSE-MIT', 'LICENSE-APACHE']) copyFileSync(`../../${name}`, `dist/${name}`);
const program = process.env.COPYDESK ?? 'copydesk';
writeFileSync('dist/config.schema.json', execFileSync(program, ['schema', 'config', '--isolated']));
