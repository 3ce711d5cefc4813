import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Failure } from './Failure';
import { Loading } from './Loading';
import { Page } from './Page';

interface Props<T> {
  query: UseQueryResult<T>;
  /** Of a whole page, which has a heading also where it could not be read. */
  title?: string;
  children: (data: T) => ReactNode;
}

/** What was read, or the state of reading it. */
export function Loaded<T>({ query, title, children }: Props<T>) {
  if (query.data !== undefined) return children(query.data);
  if (!query.isError) return <Loading />;
  const failure = <Failure error={query.error} onRetry={() => void query.refetch()} />;
  return title ? <Page title={title}>{failure}</Page> : failure;
}
