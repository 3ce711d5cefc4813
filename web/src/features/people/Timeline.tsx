import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { instancesQuery } from '../../api/queries/instances';
import { type TimelineEvent, timelineQuery } from '../../api/queries/persons';
import { Button } from '../../components/Button';
import { Failure } from '../../components/Failure';
import { Loading } from '../../components/Loading';
import { When } from '../../components/When';
import { useText } from '../../i18n/useText';

/** The messages to and from a person on all channels, each with its instance; each leads to its place. */
export function Timeline({ id }: { id: string }) {
  const t = useText();
  const query = useInfiniteQuery(timelineQuery(id));
  if (query.isPending) return <Loading />;
  if (query.isError) {
    return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  }
  const events = query.data.pages.flatMap(page => page.items);
  if (events.length === 0) return <p className="text-quiet">{t('people.noTimeline')}</p>;
  return (
    <div className="flex flex-col gap-2">
      <ol className="flex flex-col">
        {events.map(event => (
          <li key={event.id} className="border-line border-b py-1.5 last:border-b-0">
            <Entry event={event} />
          </li>
        ))}
      </ol>
      {query.hasNextPage && (
        <Button isBusy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('app.more')}
        </Button>
      )}
    </div>
  );
}

function Entry({ event }: { event: TimelineEvent }) {
  const t = useText();
  const { data: instances = [] } = useQuery(instancesQuery);
  const { content, instanceId, chatId, messageId } = event;
  const instance = instances.find(one => one.id === instanceId);
  const text =
    content.text ?? content.transcription ?? content.emoji ?? `[${content.type ?? event.type}]`;
  const inside = (
    <>
      <span className="text-quiet text-sm">
        {t(event.direction === 'outbound' ? 'people.sent' : 'people.received')} ·{' '}
        <When at={event.timestamp} />
        {instance && (
          <>
            {' '}
            · <bdi>{instance.name}</bdi>
          </>
        )}
      </span>
      <span dir="auto" className="line-clamp-2 break-words">
        {text}
      </span>
    </>
  );
  if (!instanceId || !chatId) return <div className="flex flex-col">{inside}</div>;
  return (
    <Link
      to="/chats/$instance/$chat"
      params={{ instance: instanceId, chat: chatId }}
      search={messageId ? { message: messageId } : {}}
      preload={false}
      className="flex flex-col hover:bg-raised"
    >
      {inside}
    </Link>
  );
}
