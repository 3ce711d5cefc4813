import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import {
  eachOnce,
  type FoundMessage,
  type FoundWhere,
  foundQuery,
} from '../../../api/queries/found';
import { sessionQuery } from '../../../api/queries/session';
import { Button } from '../../../components/Button';
import { Failure } from '../../../components/Failure';
import { Loading } from '../../../components/Loading';
import { When } from '../../../components/When';
import { useText } from '../../../i18n/useText';
import { addressText } from '../../../lib/address';
import { authorOf } from '../sentBy';
import { foundText } from './foundText';

interface Props {
  search: string;
  where: FoundWhere;
  /** What leads to a message, around what is shown of it. */
  around: (found: FoundMessage, shown: ReactNode) => ReactNode;
}

/** The messages with the words of a search. */
export function FoundList({ search, where, around }: Props) {
  const t = useText();
  const query = useInfiniteQuery(foundQuery(search, where));
  const found = eachOnce(query.data?.pages.flatMap(page => page.items) ?? []);
  return (
    <>
      {query.isPending && <Loading />}
      {query.isError && (
        <div className="p-4">
          <Failure error={query.error} onRetry={() => void query.refetch()} />
        </div>
      )}
      {query.isSuccess && found.length === 0 && (
        <p className="px-4 text-quiet">{t('chats.noneFound')}</p>
      )}
      <ul aria-label={t('chats.found')}>
        {found.map(one => (
          <li key={one.message.id}>{around(one, <Shown found={one} search={search} />)}</li>
        ))}
      </ul>
      {query.hasNextPage && (
        <div className="p-4">
          <Button isBusy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('app.more')}
          </Button>
        </div>
      )}
    </>
  );
}

function Shown({ found: { message, chat }, search }: { found: FoundMessage; search: string }) {
  const t = useText();
  const userId = useQuery(sessionQuery).data?.user.id;
  const text = useMemo(() => foundText(message, search), [message, search]);
  return (
    <>
      <span className="flex items-baseline justify-between gap-2">
        <bdi className="truncate font-medium text-sm">
          {message.isFromMe
            ? (authorOf(message, userId, t) ?? t('chats.thisAccount'))
            : (message.sender.displayName ?? chat.name ?? addressText(chat.externalId))}
        </bdi>
        <span className="shrink-0 text-quiet text-xs">
          <When at={message.timestamp} />
        </span>
      </span>
      <span dir="auto" className="line-clamp-2 break-words text-quiet text-sm">
        {text}
      </span>
    </>
  );
}
