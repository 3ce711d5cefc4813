import { infiniteQueryOptions, type QueryKey } from '@tanstack/react-query';

interface ReadPage {
  items: unknown[];
  meta: { cursor?: string | null; hasMore: boolean; total?: number | null };
}

export interface ItemPage<T> {
  items: T[];
  meta: ReadPage['meta'];
}

export type PageQuery = { limit: number; cursor?: string };

const PAGE = 50;

/** A list that is read page by page; `read` asks for one page. */
export function pagesQuery<T>(
  queryKey: QueryKey,
  read: (query: PageQuery, signal: AbortSignal) => Promise<ReadPage>,
) {
  return infiniteQueryOptions({
    queryKey,
    queryFn: async ({ pageParam, signal }) => {
      const query = pageParam ? { limit: PAGE, cursor: pageParam } : { limit: PAGE };
      return (await read(query, signal)) as ItemPage<T>;
    },
    initialPageParam: null as string | null,
    getNextPageParam: page => (page.meta.hasMore ? (page.meta.cursor ?? null) : null),
  });
}
