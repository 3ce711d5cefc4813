interface ReadPage {
  items: unknown[];
  meta: { cursor?: string | null; hasMore: boolean };
}

const PAGE = 100;

/** Every item of a list that has tens of them, to choose one or to filter here. */
export async function readAll<T>(
  read: (query: { limit: number; cursor?: string }) => Promise<ReadPage>,
): Promise<T[]> {
  const all: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await read(cursor ? { limit: PAGE, cursor } : { limit: PAGE });
    all.push(...(page.items as T[]));
    cursor = page.meta.hasMore ? (page.meta.cursor ?? undefined) : undefined;
  } while (cursor);
  return all;
}
