import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Failure } from './Failure';
import { Loading } from './Loading';
import { Page } from './Page';

interface Props<T> {
  query: UseQueryResult<T>;
  /** Of a whole page, which has a heading also while it is read, and where it could not be. */
  title?: string;
  children: (data: T) => ReactNode;
}

/** What was read, or the state of reading it. */
export function Loaded<T>({ query, title, children }: Props<T>) {
  if (query.data !== undefined) return children(query.data);
  const state = query.isError ? (
    <Failure error={query.error} onRetry={() => void query.refetch()} />
  ) : (
    <Loading />
  );
  return title ? <Page title={title}>{state}</Page> : state;
}
