// Fails if the API can answer a code without a text in each language, or if a text belongs to no code:
// the codes are those of docs/openapi.json and of the server's source.
import { readdirSync, readFileSync } from 'node:fs';

const root = new URL('../../', import.meta.url);
const read = path => readFileSync(new URL(path, root), 'utf8');
const withoutTests = text => text.split('#[cfg(test)]\nmod tests')[0];
const sources = crate => {
  const folder = `${crate}/src/`;
  const files = readdirSync(new URL(folder, root), { recursive: true });
  const rust = files.filter(name => name.endsWith('.rs'));
  return rust.map(name => withoutTests(read(folder + name)));
};

const problems = [];

/** What a pattern finds; a pattern that finds nothing has missed a change of the source. */
function found(name, texts, pattern) {
  const all = texts.flatMap(text => [...text.matchAll(pattern)].map(match => match[1]));
  if (all.length === 0) problems.push(`${name}: no code is found; adapt check-errors.mjs`);
  return new Set(all);
}

/** The part of a source that begins with a line and ends with the brace of its indentation. */
function block(path, start) {
  const text = read(path);
  const at = text.indexOf(start);
  if (at < 0) problems.push(`${path}: \`${start}\` is not found; adapt check-errors.mjs`);
  const [indentation] = /^ */.exec(text.slice(text.lastIndexOf('\n', at) + 1));
  const end = text.indexOf(`\n${indentation}}`, at);
  return text.slice(at, end);
}

/** Codes that the document names: the example and the values of `code`, and those in prose. */
function documented(node, name = '') {
  if (typeof node === 'string') {
    const isProse = name === 'description' || name === 'summary';
    return isProse ? [...node.matchAll(/`([A-Z]+(?:_[A-Z]+)+)`/g)].map(match => match[1]) : [];
  }
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => {
    const isCode = key === 'code' || key === 'errorCode';
    const own = isCode ? [value?.example, ...(value?.enum ?? [])] : [];
    return [...own.filter(isStable), ...documented(value, key)];
  });
}

const isStable = code => /^([A-Z]+(_[A-Z]+)+|agent_\w+)$/.test(code ?? '');

/** Of the document, but no codes of errors. */
const OTHERS = new Set(['OMNI_API_KEY', 'NO_REPLY']);

const openapi = JSON.parse(read('docs/openapi.json'));
const holds = openapi.components.schemas.HoldView.properties.reason.enum;
const groups = [
  new Set(documented(openapi).filter(code => !OTHERS.has(code))),
  found('app', [block('crates/app/src/error/mod.rs', 'pub fn code(')], /"([A-Z_]+)"/g),
  found(
    'http and api-omni',
    [...sources('crates/http'), ...sources('crates/api-omni')],
    /(?:ApiError|Self)::new\(\s*[\w:.]+,\s*"([A-Z_]+)"/g,
  ),
  found('agents', [block('crates/agents/src/error.rs', 'pub const fn code(')], /"(\w+)"/g),
  prefixed(
    'channel.',
    found('channel', [block('crates/channel/src/error.rs', 'pub fn code(')], /=> "(\w+)"/g),
  ),
  new Set(['channel.rejected']),
  found('sends', sources('crates/app'), /"(channel\.\w+)"/g),
  found('pacing', [block('crates/domain/src/pacing.rs', 'fn failure_code(')], /"([\w.]+)"/g),
  prefixed('hold.', new Set(holds)),
  found('AI', [block('crates/domain/src/ai_layer.rs', 'pub enum AiSkip')], /= "([\w.]+)"/g),
  found('turns', sources('crates/app'), /TurnError \{[^}]*?code: "(\w+)"/g),
];
const codes = new Set(groups.flatMap(group => [...group]));

function prefixed(prefix, names) {
  return new Set([...names].map(name => prefix + name));
}

/** The last names of the fields of requests, by which they are named. */
const spelling = read('crates/api-omni/src/spelling/fields.rs');
const fields = new Set(
  [...found('fields', [spelling], /=> "([A-Za-z0-9.]+)"/g)].map(path => path.split('.').at(-1)),
);

for (const language of ['en', 'pt', 'es']) {
  const texts = JSON.parse(read(`web/src/i18n/errors/${language}.json`));
  for (const [group, names] of [
    ['codes', codes],
    ['fields', fields],
  ]) {
    for (const name of names) {
      if (!texts[group][name]) problems.push(`${language}.json: ${group} lack \`${name}\``);
    }
    for (const name of Object.keys(texts[group])) {
      if (!names.has(name)) problems.push(`${language}.json: no server has \`${name}\``);
    }
  }
}

/** Rust continues a text on the next line behind a backslash. */
const server = ['app', 'agents', 'channel', 'channel-whatsapp']
  .flatMap(name => sources(`crates/${name}`))
  .join('\n')
  .replace(/\\\n\s*/g, '')
  .replaceAll('\\"', '"');
const sentences = read('web/src/i18n/errors/sentences.ts').split('SENTENCES')[1];
for (const [, single, double] of sentences.matchAll(/^ {2}(?:'(.+?)'|"(.+?)"):/gm)) {
  const words = single ?? double;
  if (!server.includes(words)) problems.push(`sentences.ts: the server never writes "${words}"`);
}

for (const problem of problems) console.error(problem);
console.log(`errors: ${codes.size} codes and ${fields.size} fields in each language`);
if (problems.length > 0) process.exit(1);
