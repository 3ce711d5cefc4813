import { QueryClient } from '@tanstack/react-query';
import { afterEach, expect, test, vi } from 'vitest';
import type { LiveEvent } from './frames';
import { applyToManagement, eventsSeen, staleBy } from './manage';

const event = (type: string, seq: number | null) => ({ type, seq }) as LiveEvent;

afterEach(() => {
  vi.useRealTimers();
});

test('a burst reads each list once', () => {
  vi.useFakeTimers();
  const client = new QueryClient();
  const read = vi.spyOn(client, 'invalidateQueries');
  for (let seq = 1; seq <= 50; seq += 1) applyToManagement(client, [event('agent.replied', seq)]);
  applyToManagement(client, [event('access.rule_changed', 51)]);
  expect(read).not.toHaveBeenCalled();
  vi.runAllTimers();
  expect(read.mock.calls.map(([filter]) => filter?.queryKey)).toEqual([
    ['turns'],
    ['executions'],
    ['access-rules'],
  ]);
});

test('each event makes stale what it changes', () => {
  expect(staleBy('agent.updated')).toEqual(['agents', 'instances', 'instance']);
  expect(staleBy('agent.undeployed')).toEqual(['agents', 'instances', 'instance']);
  expect(staleBy('agent.response')).toEqual(['turns', 'executions']);
  expect(staleBy('system.onboarding_changed')).toContain('onboarding');
  expect(staleBy('message.delivered')).toEqual(['test-message']);
  expect(staleBy('message.edited')).toEqual([]);
});

test('what leaves no row is not counted as an event', () => {
  const before = eventsSeen.get();
  applyToManagement(new QueryClient(), [event('presence.typing', null), event('chat.updated', 7)]);
  expect(eventsSeen.get()).toBe(before + 1);
});
