import { expect, test } from 'vitest';
import type { Operation, Parameter } from '../../api/operations';
import { found } from './found';
import { changesSomething, readRequest } from './request';

const parameter = (name: string, place: Parameter['in'], isList = false): Parameter => ({
  name,
  in: place,
  isList,
  isRequired: place === 'path',
  choices: [],
  hint: '',
});

const operation: Operation = {
  key: 'POST /api/v2/things/{id}',
  method: 'POST',
  path: '/api/v2/things/{id}',
  title: 'Change thing',
  hint: '',
  scope: undefined,
  parameters: [
    parameter('id', 'path'),
    parameter('kind', 'query', true),
    parameter('limit', 'query'),
    parameter('If-Match', 'header'),
  ],
  body: '{}',
};

function form(values: Record<string, string>): FormData {
  const fields = new FormData();
  for (const [name, value] of Object.entries(values)) fields.set(name, value);
  return fields;
}

test('what is filled in is the request', () => {
  const fields = form({
    'path id': ' 7 ',
    'query kind': 'a, b',
    'query limit': '',
    body: '{"x":1}',
  });
  expect(readRequest(operation, fields)).toEqual({
    method: 'POST',
    path: '/api/v2/things/{id}',
    params: { path: { id: '7' }, query: { kind: ['a', 'b'] }, header: {} },
    body: { x: 1 },
  });
});

test('a body that is no JSON is not sent, and an empty one is none', () => {
  expect(() => readRequest(operation, form({ body: '{x' }))).toThrow(SyntaxError);
  expect(readRequest(operation, form({ body: ' ' })).body).toBeUndefined();
});

test('before a change the reader is asked', () => {
  expect(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter(changesSomething)).toEqual([
    'POST',
    'PUT',
    'PATCH',
    'DELETE',
  ]);
});

test('an operation is found by words of its path, method and title', () => {
  expect(found([operation], 'post THING')).toEqual([operation]);
  expect(found([operation], 'change')).toEqual([operation]);
  expect(found([operation], 'get')).toEqual([]);
});
