import type { QueryClient } from '@tanstack/react-query';
import { socketUrl } from '../../lib/root';
import { createStore } from '../../lib/store';
import { applyEvents } from './apply';
import type { OpenChat } from './chats';
import { LiveLink } from './link';
import { passOn } from './listeners';
import { UNSTORED } from './manage';

const FIRST_MS = 250;
const LONGEST_MS = 10_000;

/** The chat that is being read: its instance and its address. */
export const openChat = createStore<OpenChat | null>(null);

/** Doubled each time, and random, so that many pages do not return at the same moment. */
export function delay(attempt: number): number {
  const longest = Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt);
  return longest / 2 + (Math.random() * longest) / 2;
}

/** A burst is shown so often, and not with every picture of the screen. */
const PAUSE_MS = 50;
let flushedAt = Number.NEGATIVE_INFINITY;

/** A page in the background paints nothing, but its data goes on. */
export function schedule(flush: () => void): void {
  const run = () => {
    flushedAt = performance.now();
    flush();
  };
  const wait = flushedAt + PAUSE_MS - performance.now();
  if (document.hidden) setTimeout(run, 100);
  else if (wait > 0) setTimeout(() => schedule(flush), wait);
  else requestAnimationFrame(run);
}

export function createLink(client: QueryClient): LiveLink {
  return new LiveLink({
    open: () => new WebSocket(socketUrl('api/v2/ws/events')),
    onEvents(events) {
      applyEvents(client, events, openChat.get());
      passOn(events);
    },
    onGap: () => void client.invalidateQueries(),
    onResumed: () => {
      for (const key of UNSTORED) void client.invalidateQueries({ queryKey: [key] });
    },
    schedule,
    delay,
  });
}
