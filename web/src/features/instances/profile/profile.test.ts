import { beforeAll, expect, test } from 'vitest';
import { startTexts } from '../../../i18n';
import { profileChanges, profileSchema } from './profile';

beforeAll(startTexts);

const refusals = (texts: { name: string; status: string }, hasName = true) =>
  profileSchema(hasName)
    .safeParse(texts)
    .error?.issues.map(({ path, message }) => [path[0], message]);

test('the limits count characters as the network does', () => {
  expect(refusals({ name: '😀'.repeat(25), status: '😀'.repeat(139) })).toBeUndefined();
  expect(refusals({ name: 'x'.repeat(26), status: 'x'.repeat(140) })).toEqual([
    ['name', 'At most 25 characters.'],
    ['status', 'At most 139 characters.'],
  ]);
});

test('a name is needed, an empty text about the account removes it', () => {
  expect(refusals({ name: ' ', status: '' })).toEqual([['name', 'Fill this in.']]);
  expect(refusals({ name: '', status: 'open' }, false)).toBeUndefined();
  expect(profileSchema(true).parse({ name: ' Shop ', status: ' ' })).toEqual({
    name: 'Shop',
    status: '',
  });
});

test('only what differs is sent, and of a picture its base64', () => {
  const base = { name: 'Shop', status: 'open' };
  expect(profileChanges(base, base, undefined)).toEqual({});
  expect(profileChanges(base, { ...base, status: '' }, undefined)).toEqual({ status: '' });
  expect(profileChanges(base, { ...base, name: 'New' }, 'data:image/png;base64,YWJj')).toEqual({
    name: 'New',
    picture: 'YWJj',
  });
});
