import type { LiveEvent } from '../../api/live/frames';
import type { Text } from '../../i18n';

const BROKEN: Record<string, Text> = {
  'instance.logged_out': 'news.loggedOut',
  'instance.failed': 'news.failed',
  'instance.banned': 'news.banned',
  'webhook.endpoint_disabled': 'news.webhook',
};

/** Which text notifies a user of an event; `null` is of no concern, such as what they did themselves. */
export function newsOf(event: LiveEvent, ownId: string | undefined): Text | null {
  if (event.type !== 'chat.assigned') return BROKEN[event.type] ?? null;
  const { userId, by } = event.payload;
  return ownId && userId === ownId && by !== `user:${ownId}` ? 'news.assigned' : null;
}

/** A later one of the same thing replaces the one before, also in another window. */
export function tagOf({ type, instanceId, chatId, payload }: LiveEvent): string {
  return [type, payload.endpointId ?? instanceId, chatId].filter(Boolean).join(' ');
}

/** What makes the number of unread chats of its instance stale. */
const READ_ANEW = new Set(['message.received', 'chat.updated', 'chat.cleared', 'chat.deleted']);

export const isOfUnread = ({ type }: LiveEvent) => READ_ANEW.has(type);
