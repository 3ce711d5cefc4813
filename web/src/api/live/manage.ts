import type { QueryClient } from '@tanstack/react-query';
import { createStore } from '../../lib/store';
import type { LiveEvent } from './frames';

/** How many events the page has received; those that leave no row are not counted. */
export const eventsSeen = createStore(0);

const PAUSE_MS = 1_000;
const AGENT_CHANGE = /^agent\.(created|updated|deleted|(un)?deployed)$/;
const MESSAGE_STATUS = /^message\.(sent|delivered|read|failed)$/;
const waiting = new Map<string, readonly string[]>();

/** Which lists of the management pages an event makes stale, by the first part of their keys. */
export function staleBy(type: string): readonly string[] {
  if (type === 'system.dead_letter') return ['dead-letters'];
  if (type === 'webhook.endpoint_disabled') return ['webhooks'];
  if (type === 'message.scheduled') return ['scheduled'];
  if (type === 'access.rule_changed') return ['access-rules'];
  // What a wizard shows follows from its steps; the instance of the first one is new elsewhere.
  if (type === 'system.onboarding_changed') return ['onboarding', 'instances'];
  if (AGENT_CHANGE.test(type)) return ['agents', 'instances', 'instance'];
  if (MESSAGE_STATUS.test(type)) return ['test-message'];
  if (type.startsWith('agent.') || type === 'message.received') return ['turns', 'executions'];
  return [];
}

/** At most once a second: these lists are read from the server, and a burst must not repeat that. */
export function applyToManagement(client: QueryClient, events: LiveEvent[]): void {
  eventsSeen.set(eventsSeen.get() + events.filter(event => event.seq !== null).length);
  const isIdle = waiting.size === 0;
  for (const event of events) {
    for (const key of staleBy(event.type)) waiting.set(key, [key]);
  }
  if (!isIdle || waiting.size === 0) return;
  setTimeout(() => {
    const keys = [...waiting.values()];
    waiting.clear();
    for (const queryKey of keys) void client.invalidateQueries({ queryKey });
  }, PAUSE_MS);
}
