// Fails if src/api/schema.gen.ts is not what openapi-typescript makes of docs/openapi.json.
import { readFileSync } from 'node:fs';
import openapi, { astToString } from 'openapi-typescript';

const document = new URL('../../docs/openapi.json', import.meta.url);
const file = new URL('../src/api/schema.gen.ts', import.meta.url);
const fresh = astToString(await openapi(document, { defaultNonNullable: false }));
// The command line puts a comment before it.
if (!readFileSync(file, 'utf8').endsWith(fresh)) {
  console.error('src/api/schema.gen.ts is stale; update it: npm run api');
  process.exit(1);
}
