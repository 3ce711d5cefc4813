import type { Chat } from './chats';

/** Where the list of one instance is: its next page, and what was read but not shown yet. */
export interface Source {
  instance: string;
  cursor: string | null;
  isDone: boolean;
  held: Chat[];
  /** The chats that are shown above the list already. */
  above?: string[];
}

/** A page of the lists of several instances, merged. `rest` is where the next begins. */
export interface Inbox {
  /** When the page had it from the server, by its own clock. */
  readAt?: number;
  items: Chat[];
  rest: Source[] | null;
}

interface Fill {
  sources: Source[];
  size: number;
  read(instance: string, cursor: string | null): Promise<{ items: Chat[]; next: string | null }>;
  accepts(chat: Chat): boolean;
}

/** A filter that hardly any chat passes ends a page early instead of reading everything. */
const MOST_ROUNDS = 6;
/** As many requests as a browser makes to one host at a time. */
const AT_ONCE = 6;

export const start = (instances: string[]): Source[] =>
  instances.map(instance => ({ instance, cursor: null, isDone: false, held: [] }));

/** Merges the lists, each in the order of activity, into one in that order. */
export async function fill({ sources, size, read, accepts }: Fill): Promise<Inbox> {
  const now = sources.map(source => ({ ...source, held: [...source.held] }));
  const items: Chat[] = [];
  for (let round = 0; round < MOST_ROUNDS && items.length < size; round += 1) {
    const empty = now.filter(source => !source.isDone && source.held.length === 0);
    await inGroups(empty, async source => {
      const { items: chats, next } = await read(source.instance, source.cursor);
      source.held = chats.filter(chat => accepts(chat) && !source.above?.includes(chat.id));
      source.cursor = next;
      source.isDone = next === null;
    });
    take(now, items, size);
    if (now.every(source => source.isDone && source.held.length === 0)) break;
  }
  const isLeft = now.some(source => !source.isDone || source.held.length > 0);
  return { items, rest: isLeft ? now : null };
}

/** What is known to be next: as long as each list that goes on has one to compare. */
function take(sources: Source[], items: Chat[], size: number): void {
  while (items.length < size && sources.every(source => source.isDone || source.held.length > 0)) {
    const next = latest(sources);
    const chat = next?.held.shift();
    if (!chat) return;
    items.push(chat);
  }
}

function latest(sources: Source[]): Source | undefined {
  let found: Source | undefined;
  for (const source of sources) {
    const chat = source.held[0];
    if (chat && (!found || active(chat) > active(found.held[0]))) found = source;
  }
  return found;
}

/** The pinned chats of several instances, those with the latest message first. */
export async function readPinned(
  instances: string[],
  read: (instance: string) => Promise<Chat[]>,
): Promise<Chat[]> {
  const found: Chat[] = [];
  await inGroups(instances, async instance => {
    found.push(...(await read(instance)));
  });
  return found.sort((one, other) => (active(one) > active(other) ? -1 : 1));
}

/** Puts chats above the first page of a list, which has them nowhere else then. */
export function withAbove(page: Inbox, chats: Chat[]): Inbox {
  const above = new Set(chats.map(chat => chat.id));
  const others = (items: Chat[]) => items.filter(chat => !above.has(chat.id));
  const rest = page.rest?.map(source => ({
    ...source,
    held: others(source.held),
    above: [...above],
  }));
  return { ...page, items: [...chats, ...others(page.items)], rest: rest ?? null };
}

const active = (chat: Chat | undefined) => chat?.lastMessageAt ?? '';

async function inGroups<T>(all: T[], run: (one: T) => Promise<void>): Promise<void> {
  for (let at = 0; at < all.length; at += AT_ONCE) {
    await Promise.all(all.slice(at, at + AT_ONCE).map(run));
  }
}
