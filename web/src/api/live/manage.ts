import type { QueryClient } from '@tanstack/react-query';
import { createStore } from '../../lib/store';
import type { LiveEvent } from './frames';

/** How many events the page has received; those that leave no row are not counted. */
export const eventsSeen = createStore(0);

const PAUSE_MS = 1_000;
/** The deletion of an instance is of no instance; its own agent is deleted with it. */
const AGENT_CHANGE = /^(agent\.(created|updated|deleted|(un)?deployed)|instance\.deleted)$/;
const READING = /^media\.(processed|failed)$/;
const MESSAGE_STATUS = /^message\.(sent|delivered|read)$/;
/** What people configure: all that begins with the name before the dot. */
const CONFIGURED: Record<string, readonly string[]> = {
  provider: ['providers'],
  key: ['keys', 'entry-point-key'],
  // A chat is assigned to one of them.
  user: ['users', 'assignees'],
  setting: ['settings'],
  webhook: ['webhooks'],
  entry_point: ['entry-points'],
  quick_reply: ['quick-replies'],
  ai_layer: ['ai-layers'],
  view: ['views'],
};
/** What events without a row report: a socket that resumes does not get those that it missed. */
export const UNSTORED = ['views', 'syncs', 'turns', 'executions', 'chat-turns'] as const;
const waiting = new Map<string, readonly string[]>();

/** Which lists of the management pages an event makes stale, by the first part of their keys. */
export function staleBy(type: string): readonly string[] {
  if (type.startsWith('system.dead_letter')) return ['dead-letters'];
  if (type === 'message.scheduled') return ['scheduled'];
  if (type === 'access.rule_changed') return ['access-rules'];
  // What a wizard shows follows from its steps; the instance of the first one is new elsewhere.
  if (type === 'system.onboarding_changed') return ['onboarding', 'instances'];
  if (type === 'system.batch_job_changed' || READING.test(type)) return ['batch-jobs'];
  if (type.startsWith('system.sync_')) return ['syncs'];
  // A layer shows what its agent is set to.
  if (AGENT_CHANGE.test(type)) return ['agents', 'instances', 'instance', 'ai-layers'];
  if (type === 'message.failed') return ['test-message', 'failed-sends'];
  // Parts of an answer follow its event, each after its pause.
  if (type === 'message.queued') return ['turns'];
  if (MESSAGE_STATUS.test(type)) return ['test-message'];
  if (type.startsWith('agent.') || type === 'message.received') return ['turns', 'executions'];
  return CONFIGURED[type.slice(0, type.indexOf('.'))] ?? [];
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
