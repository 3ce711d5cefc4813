import { expect, test } from 'vitest';
import { instanceId } from './accountId';

const ID = '0194b2c0-0000-7000-8000-000000000001';

test('the id of an account is that of its instance', () => {
  expect(instanceId('acc_0194b2c0000070008000000000000001')).toBe(ID);
  expect(instanceId('0194b2c0000070008000000000000001')).toBe(ID);
  expect(instanceId(ID)).toBe(ID);
  expect(instanceId('acc_1')).toBe('1');
});
