import { useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useEffect } from 'react';
import { setRead } from '../../api/live/chats';
import { openChat } from '../../api/live/start';
import { markRead } from '../../api/queries/chats';
import { useText } from '../../i18n/useText';
import { useMay } from '../session/useSession';
import { Composer } from './Composer';
import { ConversationHead } from './ConversationHead';
import { MessageList } from './MessageList';
import { useChat } from './useChat';

const READ_AFTER_MS = 300;

export function ConversationPage() {
  const { instance, chat } = useParams({ strict: false });
  if (!instance || !chat) return null;
  return <Conversation key={`${instance} ${chat}`} instance={instance} address={chat} />;
}

function Conversation({ instance, address }: { instance: string; address: string }) {
  const t = useText();
  const mayWrite = useMay()('messages:send');
  useReading(instance, address, mayWrite);
  return (
    <section className="flex h-full min-w-0 flex-1 flex-col" aria-label={t('chats.messages')}>
      <ConversationHead instance={instance} address={address} />
      <MessageList instance={instance} address={address} />
      {mayWrite ? (
        <Composer instance={instance} address={address} />
      ) : (
        <p className="border-line border-t bg-surface p-4 text-quiet">{t('chats.readOnly')}</p>
      )}
    </section>
  );
}

/** While it is open and in view, its messages are read: also on the phone, if the user may say so. */
function useReading(instance: string, address: string, mayWrite: boolean): void {
  const client = useQueryClient();
  const unread = useChat(instance, address)?.unreadCount ?? 0;
  const latest = useChat(instance, address)?.lastMessageAt;
  useEffect(() => {
    const update = () => openChat.set(document.hidden ? null : { instance, address });
    update();
    document.addEventListener('visibilitychange', update);
    return () => {
      document.removeEventListener('visibilitychange', update);
      openChat.set(null);
    };
  }, [instance, address]);
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
