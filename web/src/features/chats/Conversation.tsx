import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from 'react';
import { insert } from '../../api/live/messages';
import { type Message, type Messages, messagesKey, showPlace } from '../../api/queries/messages';
import { sessionQuery } from '../../api/queries/session';
import { Failure } from '../../components/Failure';
import { Loading } from '../../components/Loading';
import { useText } from '../../i18n/useText';
import { useMay } from '../session/useSession';
import type { AsideTab } from './aside/tabs';
import { ConversationHead } from './ConversationHead';
import { Composer, type Subject } from './composer/Composer';
import { ScheduledMessages } from './composer/ScheduledMessages';
import { MessageList } from './messages/MessageList';
import { setOnSent } from './outbox';
import { queued } from './queued';
import { useChat, useChatFailure } from './useChat';
import { ConversationContext, type ConversationValue } from './useConversation';
import { useReading } from './useReading';

const Aside = lazy(() => import('./aside/Aside'));

export function ConversationPage() {
  const { instance, chat } = useParams({ strict: false });
  if (!instance || !chat) return null;
  return <Conversation key={`${instance} ${chat}`} instance={instance} address={chat} />;
}

function Conversation({ instance, address }: { instance: string; address: string }) {
  const t = useText();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { message: linked } = useSearch({ strict: false });
  const mayWrite = useMay()('messages:send');
  const userId = useQuery(sessionQuery).data?.user.id;
  const chat = useChat(instance, address);
  const failure = useChatFailure(instance, address);
  const [around] = useState(linked);
  const [marked, setMarked] = useState(linked ? { message: linked, count: 0 } : null);
  const [subject, setSubject] = useState<Subject | null>(null);
  const [aside, setAside] = useState<AsideTab | null>(null);
  const [explained, setExplained] = useState<Message | null>(null);
  useReading(instance, address, mayWrite);

  const jump = useCallback(
    async (message: string) => {
      const data = client.getQueryData<Messages>(messagesKey(instance, address));
      const isThere = (one: Message) => one.id === message || one.externalId === message;
      // While it is read for the first time, it is read around the message already.
      if (data && !data.pages.some(page => page.items.some(isThere))) {
        await showPlace(client, instance, address, { around: message }).catch(() => undefined);
      }
      setMarked(now => ({ message, count: (now?.count ?? 0) + 1 }));
    },
    [client, instance, address],
  );
  useEffect(() => {
    if (linked) void jump(linked);
  }, [linked, jump]);
  useEffect(
    () =>
      setOnSent((to, draft, sent) => {
        client.setQueryData<Messages>(
          messagesKey(to.instance, to.address),
          data => data && insert(data, queued(draft, sent)),
        );
      }),
    [client],
  );

  const value = useMemo<ConversationValue>(
    () => ({
      instance,
      address,
      channel: chat?.channel ?? 'whatsapp-baileys',
      mayWrite,
      userId,
      reply: message => setSubject({ kind: 'reply', message }),
      edit: message => setSubject({ kind: 'edit', message }),
      jump(message) {
        void navigate({ to: '.', search: now => ({ ...now, message }), replace: true });
        void jump(message);
      },
      explain(message) {
        setExplained(message);
        setAside('why');
      },
    }),
    [instance, address, chat?.channel, mayWrite, userId, jump, navigate],
  );

  return (
    <ConversationContext value={value}>
      <div className="flex h-full min-w-0 flex-1">
        <section
          className={
            aside
              ? 'hidden h-full min-w-0 flex-1 flex-col lg:flex'
              : 'flex h-full min-w-0 flex-1 flex-col'
          }
          aria-label={t('chats.messages')}
        >
          <ConversationHead aside={aside} onAside={setAside} />
          {failure ? (
            <div className="flex-1 p-4">
              <Failure error={failure.error} onRetry={() => void failure.refetch()} />
            </div>
          ) : chat === undefined ? (
            <div className="flex-1">
              <Loading />
            </div>
          ) : (
            <MessageList chat={chat} around={around} marked={marked} />
          )}
          <ScheduledMessages />
          {mayWrite ? (
            <Composer subject={subject} onSubject={setSubject} />
          ) : (
            <p className="border-line border-t bg-surface p-4 text-quiet">{t('chats.readOnly')}</p>
          )}
        </section>
        {aside && (
          <Suspense fallback={<Loading />}>
            <Aside
              tab={aside}
              onTab={setAside}
              explained={explained}
              onExplained={setExplained}
              onClose={() => setAside(null)}
            />
          </Suspense>
        )}
      </div>
    </ConversationContext>
  );
}
