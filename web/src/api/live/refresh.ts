import type { QueryClient } from '@tanstack/react-query';

/** During a burst a list is read anew so often, and once after it. */
const PAUSE_MS = 1_000;

type Timers = Map<string, { isWanted: boolean }>;
const timers = new WeakMap<QueryClient, Timers>();

/** What is read anew: all that begin with the key, or that one alone. */
export interface Stale {
  queryKey: readonly unknown[];
  exact?: boolean;
}

/** Reads a query anew at once, but never twice within the pause: each time would cancel the one before. */
export function refreshSoon(client: QueryClient, stale: Stale): void {
  const waiting = timers.get(client) ?? new Map();
  timers.set(client, waiting);
  const name = JSON.stringify(stale);
  const known = waiting.get(name);
  if (known) {
    known.isWanted = true;
    return;
  }
  const entry = { isWanted: false };
  waiting.set(name, entry);
  void client.invalidateQueries(stale);
  setTimeout(() => {
    waiting.delete(name);
    if (entry.isWanted) refreshSoon(client, stale);
  }, PAUSE_MS);
}
