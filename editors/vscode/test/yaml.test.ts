// The schemas in the YAML language server, with the files of docs/editors/yaml.md.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';

import { type CompletionItem, CompletionRequest, HoverRequest, MarkupContent } from 'vscode-languageserver-protocol/node';

import { blocks, PROGRAM, Session } from './support';

const CONFIG = 'copydesk.yml';
const RULE = 'style/house/visitors.yml';
const page = blocks('yaml.md');
let site: string;
let session: Session;

const shown = (name: string): string => {
  const text = page.get(name);
  assert.ok(text !== undefined, name);
  return text;
};

before(async () => {
  site = mkdtempSync(join(tmpdir(), 'copydesk yaml '));
  for (const [name, text] of page) {
    mkdirSync(dirname(join(site, name)), { recursive: true });
    writeFileSync(join(site, name), text);
  }
  for (const of of ['config', 'rule']) {
    writeFileSync(join(site, `style/${of}.schema.json`), execFileSync(PROGRAM, ['schema', of], { cwd: site }));
  }
  const server = join(dirname(require.resolve('yaml-language-server/package.json')), 'bin/yaml-language-server');
  [session] = await Session.start(process.execPath, [server, '--stdio'], site, {
    textDocument: { completion: { completionItem: { documentationFormat: ['markdown'] } }, hover: { contentFormat: ['markdown'] } },
  });
});

after(async () => {
  await session.end();
  rmSync(site, { recursive: true });
});

let copies = 0;

/** Opens a copy beside the file of that name, with `‸` where the cursor is. */
async function open(name: string, text: string): Promise<{ uri: string; position: { line: number; character: number } }> {
  copies += 1;
  const before = text.slice(0, text.indexOf('‸')).split('\n');
  const file = join(site, dirname(name), `copy-${copies}.yml`);
  const uri = await session.open(file, 'yaml', text.replace('‸', ''));
  return { uri, position: { line: before.length - 1, character: before.at(-1)?.length ?? 0 } };
}

async function complete(name: string, text: string): Promise<Map<string, string>> {
  const { uri, position } = await open(name, text);
  const answer = await session.connection.sendRequest(CompletionRequest.type, { textDocument: { uri }, position });
  const items: CompletionItem[] = Array.isArray(answer) ? answer : (answer?.items ?? []);
  const words = (said: CompletionItem['documentation']): string => (typeof said === 'string' ? said : (said?.value ?? ''));
  return new Map(items.map(({ label, documentation }) => [label, words(documentation)]));
}

test('the files of the page are right, and so says `copydesk test`', async () => {
  for (const name of [CONFIG, RULE]) {
    const { uri } = await open(name, shown(name));
    assert.deepEqual(await session.published(uri), [], name);
  }
  execFileSync(PROGRAM, ['test'], { cwd: site });
});

test('what copydesk would refuse is marked where it stands', async () => {
  const wrong: [string, string, string, RegExp][] = [
    [CONFIG, 'max-bytes: 500000', 'max-byte: 500000', /max-byte/],
    [CONFIG, 'max-bytes: 500000', 'max-bytes: many', /integer/],
    [CONFIG, 'image/alt: warning', 'image/alts: warning', /image\/alts/],
    [CONFIG, 'image/alt: warning', 'image/alt: warn', /off|severity|valid/i],
    [RULE, 'swap: { persons', 'swaps: { persons', /swap/],
    [RULE, 'extends: substitution', 'extends: substitutions', /substitution/],
    [RULE, "'{better}'", "'{beter}'", /fills in .*{better}/],
  ];
  for (const [name, from, to, told] of wrong) {
    const text = shown(name).replace(from, to);
    assert.notEqual(text, shown(name));
    const { uri } = await open(name, text);
    const found = await session.published(uri);
    const line = text.split('\n').findIndex((line) => line.includes(to));
    assert.ok(found.length > 0, `nothing is told of ${to}`);
    assert.ok(found.some(({ range, message }) => range.start.line === line && told.test(JSON.stringify(message))), `${to}: ${JSON.stringify(found)}`);
  }
});

test('keys, rules, packs and options are completed, with what they are for', async () => {
  const config = shown(CONFIG);
  const rules = await complete(CONFIG, config.replace('  image/alt: warning', '  image/alt: warning\n  ‸'));
  assert.match(rules.get('image/missing') ?? '', /The site has no picture/);
  assert.match(rules.get('house/visitors') ?? '', /Write/);
  const keys = await complete(CONFIG, config.replace('rules:', '‸\nrules:'));
  assert.match(keys.get('drafts') ?? '', /unfinished/);
  const sites = await complete(CONFIG, config.replace('rules:', 'site: ‸\nrules:'));
  assert.ok(sites.has('jekyll') && sites.has('hugo'));
  const levels = await complete(CONFIG, config.replace('image/alt: warning', 'image/alt: ‸'));
  assert.ok(levels.has('"off"') && levels.has('error'), [...levels.keys()].join());
  const packs = await complete(CONFIG, config.replace('[recommended, ./style/house]', '\n  - ‸'));
  assert.ok(packs.has('front-matter') && packs.has('house'));

  const rule = shown(RULE);
  const kinds = await complete(RULE, rule.replace('extends: substitution', 'extends: ‸'));
  assert.ok(kinds.has('existence') && kinds.has('image-size'));
  const options = await complete(RULE, rule.replace('  swap:', '  ‸\n  swap:'));
  assert.match(options.get('ignore-case') ?? '', /capitals/);
  assert.ok(!options.has('max-bytes'), 'the option of another kind');
});

test('a rule is explained where it is named', async () => {
  const { uri, position } = await open(CONFIG, shown(CONFIG).replace('image/alt:', 'image/‸alt:'));
  const hover = await session.connection.sendRequest(HoverRequest.type, { textDocument: { uri }, position });
  assert.ok(MarkupContent.is(hover?.contents));
  assert.match(hover.contents.value, /picture/);
});
