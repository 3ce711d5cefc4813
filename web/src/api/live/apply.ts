import type { QueryClient } from '@tanstack/react-query';
import { answersKey } from '../queries/answers';
import { blocklistKey } from '../queries/blocklist';
import { callsKey } from '../queries/calls';
import { turnsKey } from '../queries/chatTurns';
import { groupChangesKey } from '../queries/groupChanges';
import { instanceKey, instancesKey, statusKey } from '../queries/instances';
import { labelsKey } from '../queries/labels';
import { notesKey } from '../queries/notes';
import { eachPersonKey, personKey, personsKey } from '../queries/persons';
import { type SeenPresence, seenPresenceKey } from '../queries/presence';
import { chatChange, NEW, type OpenChat } from './chats';
import type { LiveEvent } from './frames';
import { applyToManagement } from './manage';
import { messageChanges } from './messages';
import { refreshSoon, type Stale } from './refresh';
import { applyTyping } from './typing';

/** Writes events into the cache; what an event does not contain in full is read anew, once a batch. */
export function applyEvents(
  client: QueryClient,
  events: LiveEvent[],
  openChat: OpenChat | null,
): void {
  applyToManagement(client, events);
  applyTyping(events);
  const stale = new Map<string, Stale>();
  const refresh = (queryKey: readonly unknown[], exact = false) =>
    stale.set(JSON.stringify([queryKey, exact]), { queryKey, exact });
  for (const event of events) {
    const instance = event.instanceId;
    // Persons may have accounts on several instances: their merging is of none.
    if (event.type.startsWith('identity.')) refresh(personsKey);
    // What is counted of a person, and their messages on all channels.
    if (NEW.has(event.type)) refresh(event.personId ? personKey(event.personId) : eachPersonKey);
    if (!instance) continue;
    if (event.type.startsWith('instance.')) {
      for (const key of [instancesKey, instanceKey(instance), statusKey(instance)]) refresh(key);
    } else {
      for (const change of messageChanges(event, instance)) change(client);
      chatChange(client, event, instance, openChat, refresh);
      applyPresence(client, event, instance);
      for (const key of staleOf(event, instance)) refresh(key);
    }
  }
  for (const one of stale.values()) refreshSoon(client, one);
}

/** What is read of the API only while it is shown. */
function staleOf(event: LiveEvent, instance: string): (readonly unknown[])[] {
  const { type, payload, chatId } = event;
  if (type === 'message.answered') return [answersKey(String(payload.messageId))];
  if (type === 'chat.note_changed' && chatId) return [notesKey(instance, chatId)];
  if (type === 'label.changed') return [labelsKey(instance)];
  if (type === 'blocklist.changed') return [blocklistKey(instance)];
  if (type.startsWith('group.')) return [groupChangesKey(instance)];
  if (type.startsWith('call.')) return [callsKey(instance)];
  // Parts of an answer follow its event, each after its pause.
  if (type === 'message.queued' && chatId) return [turnsKey(instance, chatId)];
  if (type.startsWith('agent.') && chatId) return [turnsKey(instance, chatId)];
  return [];
}

/** Only of someone whose presence is shown: the channel reports that of everyone who has written. */
function applyPresence(client: QueryClient, event: LiveEvent, instance: string): void {
  if (event.type !== 'presence.online' && event.type !== 'presence.offline') return;
  const address = event.payload.userId;
  if (typeof address !== 'string') return;
  const queryKey = seenPresenceKey(instance, address);
  if (!client.getQueryState(queryKey)) return;
  const seen = event.payload.lastSeen;
  client.setQueryData<SeenPresence>(queryKey, {
    platformUserId: address,
    online: event.type === 'presence.online',
    lastSeenAt: typeof seen === 'string' ? seen : null,
  });
}
