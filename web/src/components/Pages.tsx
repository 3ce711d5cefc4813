import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { Fragment, type ReactNode } from 'react';
import type { ItemPage } from '../api/queries/pages';
import { useText } from '../i18n/useText';
import { Button } from './Button';
import { Failure } from './Failure';
import { Loading } from './Loading';
import { Notice } from './Notice';

interface Props<T> {
  query: UseInfiniteQueryResult<InfiniteData<ItemPage<T>>>;
  label: string;
  empty: string;
  children: (item: T) => ReactNode;
}

/** A list that is read page by page, in each of its states. */
export function Pages<T extends { id: string }>({ query, label, empty, children }: Props<T>) {
  const t = useText();
  if (query.isPending) return <Loading />;
  if (query.isError && !query.data) {
    return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  }
  const items = query.data?.pages.flatMap(page => page.items) ?? [];
  if (items.length === 0) return <Notice>{empty}</Notice>;
  return (
    <>
      <ul aria-label={label} className="flex flex-col gap-2">
        {items.map(item => (
          <Fragment key={item.id}>{children(item)}</Fragment>
        ))}
      </ul>
      {query.hasNextPage && (
        <Button
          className="self-center"
          isBusy={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t('app.more')}
        </Button>
      )}
    </>
  );
}
