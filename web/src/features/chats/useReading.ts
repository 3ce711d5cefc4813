import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { setRead } from '../../api/live/chats';
import { openChat } from '../../api/live/start';
import { markRead } from '../../api/queries/chats';
import { useChat } from './useChat';

const READ_AFTER_MS = 300;

/** While it is open and in view, its messages are read: also on the phone, if the user may report that. */
export function useReading(instance: string, address: string, mayWrite: boolean): void {
  const client = useQueryClient();
  const chat = useChat(instance, address);
  const unread = chat?.unreadCount ?? 0;
  // Messages of one second have the same time: networks count in seconds.
  const latest = `${chat?.lastMessageAt} ${chat?.messageCount}`;
  const externalId = chat?.externalId ?? address;
  useEffect(() => {
    const update = () => openChat.set(document.hidden ? null : { instance, address: externalId });
    update();
    document.addEventListener('visibilitychange', update);
    return () => {
      document.removeEventListener('visibilitychange', update);
      openChat.set(null);
    };
  }, [instance, externalId]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each further message is read as well
  useEffect(() => {
    if (!mayWrite || document.hidden) return;
    // Once for a burst of messages.
    const timer = setTimeout(() => {
      markRead(instance, address).then(
        () => setRead(client, instance, address),
        // A chat without messages does not exist yet; another failure leaves it unread.
        () => undefined,
      );
    }, READ_AFTER_MS);
    return () => clearTimeout(timer);
  }, [client, instance, address, mayWrite, unread > 0, latest]);
}
