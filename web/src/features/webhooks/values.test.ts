import { expect, test } from 'vitest';
import { valuesOf } from './values';

function form(values: Record<string, string | string[]>): FormData {
  const fields = new FormData();
  for (const [name, value] of Object.entries(values)) {
    for (const one of [value].flat()) fields.append(name, one);
  }
  return fields;
}

test('an empty choice of instances is all of them', () => {
  const values = valuesOf(
    form({ url: ' https://a ', events: 'message.*\n\nagent.error', timeout: '2.5' }),
  );
  expect(values).toMatchObject({
    url: 'https://a',
    events: ['message.*', 'agent.error'],
    instanceIds: null,
    direction: null,
    ordering: 'none',
    timeoutMs: 2500,
    headers: {},
  });
});

test('headers are added, changed and removed, and the others stay', () => {
  const values = valuesOf(form({ headers: 'authorization: Bearer x', removed: ['x-old'] }));
  expect(values.headers).toEqual({ authorization: 'Bearer x', 'x-old': null });
});
