import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { eachOnce, foundQuery } from '../../../api/queries/found';
import { Button } from '../../../components/Button';
import { Failure } from '../../../components/Failure';
import { Loading } from '../../../components/Loading';
import { When } from '../../../components/When';
import { useText } from '../../../i18n/useText';
import { addressText } from '../../../lib/address';

interface Props {
  search: string;
  instance: string | undefined;
}

/** The messages with the words of a search; each leads to its place in its conversation. */
export function FoundMessages({ search, instance }: Props) {
  const t = useText();
  const query = useInfiniteQuery(foundQuery(search, instance));
  const found = eachOnce(query.data?.pages.flatMap(page => page.items) ?? []);
  return (
    <section
      aria-label={t('chats.found')}
      className="flex min-h-0 flex-1 flex-col gap-1 border-line border-t"
    >
      <h2 className="px-4 pt-2 font-medium text-quiet text-sm">{t('chats.found')}</h2>
      <div className="min-h-0 flex-1 overflow-y-auto">
        {query.isPending && <Loading />}
        {query.isError && (
          <div className="p-4">
            <Failure error={query.error} onRetry={() => void query.refetch()} />
          </div>
        )}
        {query.isSuccess && found.length === 0 && (
          <p className="px-4 text-quiet">{t('chats.noneFound')}</p>
        )}
        <ul>
          {found.map(event => (
            <li key={event.id}>
              <Link
                to="/chats/$instance/$chat"
                params={{ instance: event.instanceId ?? '', chat: event.chatId ?? '' }}
                search={now => ({ ...now, message: event.messageId ?? '' })}
                preload={false}
                className="flex flex-col px-4 py-2 outline-offset-[-2px] hover:bg-raised"
              >
                <span className="flex items-baseline justify-between gap-2">
                  <bdi className="truncate font-medium text-sm">
                    {event.direction === 'outbound'
                      ? t('chats.you')
                      : (event.sender?.displayName ?? addressText(event.chatId ?? ''))}
                  </bdi>
                  <span className="shrink-0 text-quiet text-xs">
                    <When at={event.receivedAt} />
                  </span>
                </span>
                <span dir="auto" className="line-clamp-2 break-words text-quiet text-sm">
                  {event.textContent}
                </span>
              </Link>
            </li>
          ))}
        </ul>
        {query.hasNextPage && (
          <div className="p-4">
            <Button isBusy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
              {t('app.more')}
            </Button>
          </div>
        )}
      </div>
    </section>
  );
}
