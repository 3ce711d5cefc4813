import { QueryClient } from '@tanstack/react-query';
import { afterEach, expect, test, vi } from 'vitest';
import { chatLayerQuery, globalLayerQuery } from '../queries/aiLayers';
import { turnsKey } from '../queries/chatTurns';
import { providerQuery } from '../queries/providers';
import { viewsKey } from '../queries/views';
import type { LiveEvent } from './frames';
import { applyToManagement, eventsSeen, staleBy, UNSTORED } from './manage';

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
  expect(staleBy('agent.updated')).toEqual(['agents', 'instances', 'instance', 'ai-layers']);
  expect(staleBy('agent.undeployed')).toEqual(['agents', 'instances', 'instance', 'ai-layers']);
  expect(staleBy('agent.response')).toEqual(['turns', 'executions']);
  expect(staleBy('agent.turn_changed')).toEqual(['turns', 'executions']);
  expect(staleBy('system.onboarding_changed')).toContain('onboarding');
  expect(staleBy('message.queued')).toEqual(['turns']);
  expect(staleBy('message.delivered')).toEqual(['test-message']);
  expect(staleBy('message.failed')).toEqual(['test-message', 'failed-sends']);
  expect(staleBy('system.batch_job_changed')).toEqual(['batch-jobs']);
  expect(staleBy('media.processed')).toEqual(['batch-jobs']);
  expect(staleBy('media.received')).toEqual([]);
  expect(staleBy('system.sync_changed')).toEqual(['syncs']);
  expect(staleBy('system.sync_progressed')).toEqual(['syncs']);
  expect(staleBy('message.edited')).toEqual([]);
  expect(staleBy('instance.deleted')).toContain('instances');
  expect(staleBy('provider.updated')).toEqual(['providers']);
  expect(staleBy('key.revoked')).toContain('keys');
  expect(staleBy('user.created')).toEqual(['users', 'assignees']);
  expect(staleBy('setting.deleted')).toEqual(['settings']);
  expect(staleBy('webhook.endpoint_disabled')).toEqual(['webhooks']);
  expect(staleBy('webhook.endpoint_created')).toEqual(['webhooks']);
  expect(staleBy('entry_point.updated')).toEqual(['entry-points']);
  expect(staleBy('quick_reply.created')).toEqual(['quick-replies']);
  expect(staleBy('provider.health_changed')).toEqual(['providers']);
  for (const layer of ['global', 'instance', 'chat']) {
    expect(staleBy(`ai_layer.${layer}_updated`)).toEqual(['ai-layers']);
  }
  expect(staleBy('view.changed')).toEqual(['views']);
  expect(staleBy('system.dead_letter')).toEqual(['dead-letters']);
  expect(staleBy('system.dead_letter_changed')).toEqual(['dead-letters']);
});

test('every view, layer and provider that is shown is read anew, and nothing else', () => {
  vi.useFakeTimers();
  const client = new QueryClient();
  const keys: (readonly unknown[])[] = [
    viewsKey,
    globalLayerQuery.queryKey,
    chatLayerQuery('i', 'c').queryKey,
  ];
  const others = providerQuery('p').queryKey;
  for (const key of [...keys, others]) client.setQueryData<unknown>(key, {});
  const isStale = (key: readonly unknown[]) => client.getQueryState(key)?.isInvalidated;
  applyToManagement(client, [event('view.changed', null), event('ai_layer.global_updated', 1)]);
  vi.advanceTimersByTime(1_000);
  expect(keys.map(isStale)).toEqual([true, true, true]);
  expect(isStale(others)).toBe(false);
  applyToManagement(client, [event('provider.health_changed', 2)]);
  vi.advanceTimersByTime(1_000);
  expect(isStale(others)).toBe(true);
});

test('what a socket that resumes has missed of turns is read anew', () => {
  for (const key of [...staleBy('agent.turn_changed'), turnsKey('i', 'c')[0]]) {
    expect(UNSTORED).toContain(key);
  }
});

test('what leaves no row is not counted as an event', () => {
  const before = eventsSeen.get();
  applyToManagement(new QueryClient(), [event('presence.typing', null), event('chat.updated', 7)]);
  expect(eventsSeen.get()).toBe(before + 1);
});
