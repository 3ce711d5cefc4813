import { expect, test } from 'vitest';
import { filterOf } from './filter';

const DESK = '0194b2c0-0000-7000-8000-000000000001';

test('those that wait for a person are listed unless the address says otherwise', () => {
  expect(filterOf({})).toEqual({ status: 'pending', kind: '', instanceId: '' });
  expect(filterOf({ status: 'all', job: 'turn.run', instance: DESK })).toEqual({
    status: '',
    kind: 'turn.run',
    instanceId: DESK,
  });
});

test('what is no id is no filter: the server would refuse it', () => {
  expect(filterOf({ instance: 'desk' }).instanceId).toBe('');
});
