import { expect, test } from 'vitest';
import type { InstanceState } from '../../api/queries/instances';
import { needsPerson, urgency } from './attention';

const NOW = Date.parse('2026-01-01T12:00:00.000Z');
const instance = (state: InstanceState, minutes = 0) => ({
  state,
  stateSince: new Date(NOW - minutes * 60_000).toISOString(),
});
const limit = { code: 'RESTRICTED', message: 'no', since: '', until: '' };

test('a connected instance needs no one, unless the network forbids it something', () => {
  const connected = instance('connected', 600);
  expect(needsPerson(connected, NOW)).toBe(false);
  expect(needsPerson({ ...connected, restriction: limit }, NOW)).toBe(true);
  expect(needsPerson({ ...connected, ban: limit }, NOW)).toBe(true);
});

test('what connects by itself needs a person once it takes long', () => {
  for (const state of ['connecting', 'reconnecting'] as const) {
    expect(needsPerson(instance(state, 1), NOW)).toBe(false);
    expect(needsPerson(instance(state, 6), NOW)).toBe(true);
  }
});

test('what has ended is before what does not connect, and that before what is limited', () => {
  const states = ['connected', 'reconnecting', 'disconnected', 'error'] as const;
  const sorted = states.map(state => instance(state)).sort((a, b) => urgency(a) - urgency(b));
  expect(sorted.map(one => one.state)).toEqual([
    'error',
    'disconnected',
    'reconnecting',
    'connected',
  ]);
  expect(needsPerson(instance('logged_out'), NOW)).toBe(true);
});
