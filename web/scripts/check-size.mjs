// Fails if what the browser loads before it shows a page has grown beyond its bound.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const BOUND_KB = 130;
const app = new URL('../dist/app/', import.meta.url);
const page = readFileSync(new URL('index.html', app), 'utf8');
const scripts = [...page.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.js)"/g)].map(
  match => match[1],
);
const bytes = scripts.map(name => gzipSync(readFileSync(new URL(name, app)), { level: 9 }).length);
const kb = bytes.reduce((sum, size) => sum + size, 0) / 1000;
console.log(`main bundle: ${kb.toFixed(1)} kB gzip, at most ${BOUND_KB}`);
if (scripts.length === 0 || kb > BOUND_KB) process.exit(1);
