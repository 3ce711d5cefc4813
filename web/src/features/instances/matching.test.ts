import { expect, test } from 'vitest';
import type { Instance } from '../../api/queries/instances';
import { matching } from './matching';

const instance = (name: string, state: string, more = {}) => ({ name, state, ...more }) as Instance;
const all = [
  instance('Shop', 'connected', { ownerIdentifier: '15550002222@s.whatsapp.net' }),
  instance('Support', 'error', { profileName: 'Helpdesk' }),
];

test.each([
  ['', '', ['Shop', 'Support']],
  [' SHOP ', '', ['Shop']],
  ['help', '', ['Support']],
  ['555000', '', ['Shop']],
  ['', 'error', ['Support']],
  ['shop', 'error', []],
] as const)('%j in the state %j finds %j', (words, state, names) => {
  expect(matching(all, { words, state }).map(one => one.name)).toEqual(names);
});
