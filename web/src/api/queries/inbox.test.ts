import { expect, test } from 'vitest';
import type { Chat } from './chats';
import { fill, type Inbox, readPinned, start, withAbove } from './inbox';

const chat = (id: string, at: number, rest: Partial<Chat> = {}) =>
  ({ id, lastMessageAt: new Date(at * 1000).toISOString(), chatType: 'dm', ...rest }) as Chat;

/** Two instances, each with its list in the order of activity, three a page. */
const lists: Record<string, Chat[]> = {
  a: [9, 7, 5, 3, 1].map(at => chat(`a${at}`, at)),
  b: [8, 6, 4].map(at => chat(`b${at}`, at)),
};

const read = async (instance: string, cursor: string | null) => {
  const at = Number(cursor ?? 0);
  const all = lists[instance] ?? [];
  return { items: all.slice(at, at + 3), next: at + 3 < all.length ? String(at + 3) : null };
};

async function all(size: number, accepts: (one: Chat) => boolean = () => true) {
  const pages: Inbox[] = [];
  let sources = start(['a', 'b']);
  for (let at = 0; at < 20; at += 1) {
    const page = await fill({ sources, size, read, accepts });
    pages.push(page);
    if (!page.rest) break;
    sources = page.rest;
  }
  return pages.map(page => page.items.map(one => one.id));
}

test('lists of instances become one, in the order of activity, page by page', async () => {
  expect(await all(3)).toEqual([
    ['a9', 'b8', 'a7'],
    ['b6', 'a5', 'b4'],
    ['a3', 'a1'],
  ]);
});

test('a filter leaves out, and goes on to what passes', async () => {
  expect((await all(50, one => one.id === 'a1')).flat()).toEqual(['a1']);
});

test('no instance is no chat', async () => {
  expect(await fill({ sources: [], size: 3, read, accepts: () => true })).toEqual({
    items: [],
    rest: null,
  });
});

test('pinned chats of all instances are above the others, each once, on whatever page it would be', async () => {
  const pinned = await readPinned(['a', 'b'], async instance =>
    (lists[instance] ?? []).filter(one => ['a1', 'a7', 'b6'].includes(one.id)),
  );
  const accepts = () => true;
  const first = await fill({ sources: start(['a', 'b']), size: 3, read, accepts });
  const pages = [withAbove(first, pinned)];
  for (let rest = pages[0]?.rest; rest; rest = pages.at(-1)?.rest) {
    pages.push(await fill({ sources: rest, size: 3, read, accepts }));
  }
  const all = pages.flatMap(page => page.items.map(one => one.id));
  expect(all).toEqual(['a7', 'b6', 'a1', 'a9', 'b8', 'a5', 'b4', 'a3']);
});
