import { useInfiniteQuery } from '@tanstack/react-query';
import { type Message, messagesQuery } from '../../api/queries/messages';
import { Button } from '../../components/Button';
import { Failure } from '../../components/Failure';
import { Loading } from '../../components/Loading';
import { useLanguage, useText } from '../../i18n/useText';
import { dayName, dayOf } from '../../lib/time';
import { Bubble } from './bubbles/Bubble';
import { useChat } from './useChat';

interface Props {
  instance: string;
  address: string;
}

export function MessageList({ instance, address }: Props) {
  const t = useText();
  const query = useInfiniteQuery(messagesQuery(instance, address));
  const kind = useChat(instance, address)?.chatType;
  if (query.isPending) {
    return (
      <div className="flex-1">
        <Loading />
      </div>
    );
  }
  if (query.isError) {
    return (
      <div className="flex-1 p-4">
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      </div>
    );
  }
  const messages = query.data.pages.flatMap(page => page.items).reverse();
  return (
    // Reversed, so that the browser itself stays at the newest message, and keeps its place when older
    // ones are added above.
    <div
      role="log"
      aria-label={t('chats.messages')}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and so must be reachable by keyboard
      tabIndex={0}
      className="flex min-h-0 flex-1 flex-col-reverse overflow-y-auto p-4 outline-offset-[-2px]"
    >
      <div className="flex flex-col gap-2">
        {query.hasNextPage && (
          <Button
            className="self-center"
            isBusy={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            {t('chats.older')}
          </Button>
        )}
        {messages.length === 0 && <p className="text-center text-quiet">{t('chats.noMessages')}</p>}
        <Days instance={instance} messages={messages} hasSenders={kind !== 'dm'} />
      </div>
    </div>
  );
}

interface DaysProps {
  instance: string;
  messages: Message[];
  hasSenders: boolean;
}

function Days({ instance, messages, hasSenders }: DaysProps) {
  const language = useLanguage();
  let lastDay = '';
  let lastSender: string | null = null;
  return (
    <ol className="flex flex-col gap-2">
      {messages.map(message => {
        const at = new Date(message.timestamp);
        const isNewDay = dayOf(at) !== lastDay;
        const sender = message.isFromMe ? null : message.sender;
        const showsSender = hasSenders && (isNewDay || sender !== lastSender);
        lastDay = dayOf(at);
        lastSender = sender;
        return (
          <li
            key={message.externalId}
            // What is out of view costs no layout.
            className="flex flex-col gap-2 [contain-intrinsic-size:auto_4rem] [content-visibility:auto]"
          >
            {isNewDay && (
              <p className="my-2 self-center rounded-full bg-raised px-3 text-quiet text-sm">
                {dayName(at, language)}
              </p>
            )}
            <Bubble instance={instance} message={message} showsSender={showsSender} />
          </li>
        );
      })}
    </ol>
  );
}
