import { afterEach, expect, test, vi } from 'vitest';
import { api } from '../client';
import { failedTurnsQuery, recent, troubledWebhooksQuery } from './problems';

const NOW = Date.parse('2026-01-08T12:00:00Z');
const { signal } = new AbortController();

/** The queries that are asked; each list has these rows. */
function server(items: object[]) {
  const asked: unknown[] = [];
  vi.spyOn(api, 'GET').mockImplementation((async (_: string, init?: { params?: object }) => {
    asked.push((init?.params as { query?: unknown } | undefined)?.query);
    return { data: { items, meta: { hasMore: false } }, response: new Response() };
  }) as never);
  return asked;
}

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

test('what is older than a week, or has no time, is not recent; the newest is first', () => {
  const all = ['2026-01-01T11:59:59Z', '2026-01-01T12:00:00Z', null, '2026-01-08T11:00:00Z'];
  const kept = recent(all, at => at, NOW);
  expect(kept).toEqual(['2026-01-08T11:00:00Z', '2026-01-01T12:00:00Z']);
});

test('of many that are recent the newest few are kept', () => {
  const all = Array.from({ length: 9 }, (_, day) => `2026-01-0${day + 1}T12:00:00Z`);
  expect(recent(all, at => at, NOW)).toHaveLength(5);
  expect(recent(all, at => at, NOW)[0]).toBe('2026-01-09T12:00:00Z');
});

test('turns that failed are asked for since a week ago', async () => {
  vi.useFakeTimers({ now: NOW });
  const asked = server([]);
  await failedTurnsQuery.queryFn({ signal });
  expect(asked).toEqual([{ state: ['failed'], since: '2026-01-01T12:00:00.000Z', limit: 5 }]);
});

test('an endpoint is a problem if it fails, or was disabled by its failures, and not if it was paused', async () => {
  const since = '2026-01-08T11:00:00Z';
  server([
    { id: 'well', active: true, failingSince: null },
    { id: 'failing', active: true, failingSince: since },
    { id: 'disabled', active: false, disabledReason: 'too_many_failures', failingSince: since },
    { id: 'gone', active: false, disabledReason: 'gone' },
    { id: 'paused', active: false, disabledReason: 'manual', failingSince: since },
  ]);
  const found = await troubledWebhooksQuery.queryFn({ signal });
  expect(found.map(one => one.id)).toEqual(['failing', 'disabled', 'gone']);
});
