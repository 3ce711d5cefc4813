import type { QueryClient } from '@tanstack/react-query';
import { agentKey } from '../queries/chats';
import { instanceKey, instancesKey, statusKey } from '../queries/instances';
import { chatChange, type OpenChat } from './chats';
import type { LiveEvent } from './frames';
import { applyToManagement } from './manage';
import { messageChanges } from './messages';

/** Writes events into the cache; what an event does not say in full is read anew, once a batch. */
export function applyEvents(
  client: QueryClient,
  events: LiveEvent[],
  openChat: OpenChat | null,
): void {
  applyToManagement(client, events);
  const stale = new Map<string, readonly unknown[]>();
  const refresh = (key: readonly unknown[]) => stale.set(JSON.stringify(key), key);
  for (const event of events) {
    const instance = event.instanceId;
    if (!instance) continue;
    if (event.type.startsWith('instance.')) {
      for (const key of [instancesKey, instanceKey(instance), statusKey(instance)]) refresh(key);
    } else {
      for (const change of messageChanges(event, instance)) change(client);
      chatChange(client, event, instance, openChat, refresh);
      applyAgent(client, event, instance);
    }
  }
  for (const queryKey of stale.values()) void client.invalidateQueries({ queryKey });
}

function applyAgent(client: QueryClient, event: LiveEvent, instance: string): void {
  if (event.type !== 'agent.paused' && event.type !== 'agent.resumed') return;
  if (!event.chatId) return;
  const until = event.payload.until;
  client.setQueryData(agentKey(instance, event.chatId), {
    paused: event.type === 'agent.paused',
    pausedUntil: typeof until === 'string' ? until : null,
  });
}
