import { expect, test } from 'vitest';
import { undo } from './undo';

test('the accounts that were moved become one other person', async () => {
  const calls: string[] = [];
  await undo({ identityIds: ['a', 'b', 'c'] }, 'wrong', {
    unlink: async (id, reason) => {
      calls.push(`unlink ${id} ${reason}`);
      return { identity: { id } };
    },
    link: async (one, other) => calls.push(`link ${one} ${other}`),
  });
  expect(calls).toEqual([
    'unlink a wrong',
    'unlink b wrong',
    'link a b',
    'unlink c wrong',
    'link a c',
  ]);
});
