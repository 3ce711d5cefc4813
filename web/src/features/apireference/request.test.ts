import { beforeAll, expect, test } from 'vitest';
import type { Operation, Parameter } from '../../api/operations';
import { loadManageTexts, startTexts } from '../../i18n';
import { found } from './found';
import { changesSomething, firstFields, requestSchema } from './request';

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

const read = (values: Record<string, string>) =>
  requestSchema(operation).safeParse({ ...firstFields(operation), parameter0: '7', ...values });

beforeAll(async () => {
  await startTexts();
  await loadManageTexts();
});

test('what is filled in is the request', () => {
  const values = { parameter0: ' 7 ', parameter1: 'a, b', body: '{"x":1}' };
  expect(read(values).data).toEqual({
    method: 'POST',
    path: '/api/v2/things/{id}',
    params: { path: { id: '7' }, query: { kind: ['a', 'b'] }, header: {} },
    body: { x: 1 },
  });
});

test('what is required, and a body that is no JSON, is said at its field', () => {
  const { error } = read({ parameter0: ' ', body: '{x' });
  expect(error?.issues.map(issue => [issue.path[0], issue.message])).toEqual([
    ['parameter0', 'Fill this in.'],
    ['body', 'The body is not JSON.'],
  ]);
});

test('an empty body is none', () => {
  const { data } = read({ body: ' ' });
  expect(data?.path).toBe('/api/v2/things/{id}');
  expect(data?.body).toBeUndefined();
});

test('a choice that must be made has its first option', () => {
  const chosen = { ...parameter('kind', 'path'), choices: ['a', 'b'] };
  const free = { ...parameter('kind', 'query'), choices: ['a', 'b'] };
  expect(firstFields({ ...operation, parameters: [chosen, free] })).toEqual({
    parameter0: 'a',
    parameter1: '',
    body: '{}',
  });
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
