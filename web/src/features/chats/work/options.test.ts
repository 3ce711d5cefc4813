import { expect, test } from 'vitest';
import { assigneeOptions, labelsOf } from './options';

const user = (userId: string, name: string) => ({ userId, name });
const texts = { none: 'none', me: 'to me' };

test('the reader comes first, after no one', () => {
  const users = [user('a', 'Ann'), user('b', 'Bo')];
  expect(assigneeOptions(users, null, 'b', texts)).toEqual([
    { value: '', text: 'none' },
    { value: 'b', text: 'to me' },
    { value: 'a', text: 'Ann' },
  ]);
});

test('one who may no longer sign in is shown while the chat is theirs', () => {
  const users = [user('a', 'Ann')];
  const values = (assignee: { userId: string; name: string } | null) =>
    assigneeOptions(users, assignee, 'a', texts).map(option => option.value);
  expect(values(user('gone', 'Cy'))).toEqual(['', 'a', 'gone']);
  expect(values(user('a', 'Ann'))).toEqual(['', 'a']);
});

test('a label that is deleted is no label of the chat any more', () => {
  const label = (id: string) => ({ id, name: id, color: 0 });
  const own = labelsOf([label('1'), label('2'), label('3')], ['3', 'deleted', '2']);
  expect(own.map(one => one.id)).toEqual(['2', '3']);
});
