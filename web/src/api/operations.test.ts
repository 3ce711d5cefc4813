import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type ApiDocument, type Operation, readOperations } from './operations';

const document: ApiDocument = JSON.parse(readFileSync('../docs/openapi.json', 'utf8'));
const operations = readOperations(document);

function of(key: string): Operation {
  const found = operations.find(one => one.key === key);
  if (!found) throw new Error(`the document has no ${key}`);
  return found;
}

test('every request of the document can be made, and no socket is offered', () => {
  expect(operations.length).toBeGreaterThan(200);
  expect(operations.filter(one => one.path.includes('/ws/'))).toEqual([]);
  for (const { key, path, parameters } of operations) {
    const inPath = parameters.filter(one => one.in === 'path').map(one => `{${one.name}}`);
    expect([key, inPath.sort()]).toEqual([key, (path.match(/{\w+}/g) ?? []).sort()]);
  }
});

test('an operation has its scope, and its parameters with their values', () => {
  const list = of('GET /api/v2/instances');
  expect(list.scope).toBe('instances:read');
  expect(list.parameters.find(one => one.name === 'channel')?.isList).toBe(true);
  const bucket = of('GET /api/v2/analytics').parameters.find(one => one.name === 'bucket');
  expect(bucket?.choices).toContain('hour');
  expect(
    of('PATCH /api/v2/instances/{id}').parameters.find(one => one.name === 'id')?.isRequired,
  ).toBe(true);
});

test('a body begins with what is required', () => {
  const send = JSON.parse(of('POST /api/v2/messages').body ?? '');
  expect(Object.keys(send)).toEqual(expect.arrayContaining(['instanceId', 'to']));
  expect(of('POST /api/v2/mcp/start').body).toBe('{}');
  expect(of('POST /api/v2/mcp/stop').body).toBeUndefined();
});

test('references that lead to themselves end', () => {
  const [operation] = readOperations({
    paths: {
      '/tree': {
        post: {
          requestBody: {
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Tree' } } },
          },
        },
      },
    },
    components: {
      schemas: {
        Tree: {
          type: 'object',
          required: ['name', 'child'],
          properties: { name: { type: 'string' }, child: { $ref: '#/components/schemas/Tree' } },
        },
      },
    },
  });
  expect(JSON.parse(operation?.body ?? '').child.child.name).toBe('');
});
