import type { Message } from '../../api/queries/messages';
import type { translate } from '../../i18n';

interface Outbound {
  source: Message['source'];
  sentBy?: Message['sentBy'];
}

/** The name of the colleague who sent a message; `null` if no user sent it, or the reader did. */
export function colleagueOf(
  { sentBy }: Outbound,
  userId: string | undefined,
  t: typeof translate,
): string | null {
  if (!sentBy || sentBy.id === userId) return null;
  return sentBy.name ?? t('chats.deletedUser');
}

/** Who sent an outbound message; `null` where it is no user and no agent: a program, or the phone. */
export function authorOf(
  message: Outbound,
  userId: string | undefined,
  t: typeof translate,
): string | null {
  if (message.source === 'agent') return t('chats.agent');
  if (message.sentBy && message.sentBy.id === userId) return t('chats.you');
  return colleagueOf(message, userId, t);
}
