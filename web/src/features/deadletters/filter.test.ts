import { expect, test } from 'vitest';
import { filterOf } from './filter';

const DESK = '0194b2c0-0000-7000-8000-000000000001';
const WAITING = { status: 'pending', kind: '', instanceId: '' };

test('those that wait for a person are listed unless the address says otherwise', () => {
  expect(filterOf({})).toEqual(WAITING);
  expect(filterOf({ status: 'all', job: 'turn.run', instance: DESK })).toEqual({
    status: '',
    kind: 'turn.run',
    instanceId: DESK,
  });
  expect(filterOf({ status: 'resolved' }).status).toBe('resolved');
});

test('what is not known is no filter: the server would refuse it', () => {
  expect(filterOf({ status: 'abandoned', job: 'toString', instance: 'desk' })).toEqual(WAITING);
});
