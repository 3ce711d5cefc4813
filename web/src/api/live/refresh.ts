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

/** So long after the last of a burst, and so long after its first at the latest. */
const QUIET_MS = 2_000;
const LATEST_MS = 10_000;

type Bursts = Map<string, { began: number; timer: ReturnType<typeof setTimeout> }>;
const bursts = new WeakMap<QueryClient, Bursts>();

/** Reads a query anew once it is quiet: what arrives while it is read would make it stale again. */
export function refreshOnceQuiet(client: QueryClient, queryKey: readonly unknown[]): void {
  const waiting = bursts.get(client) ?? new Map();
  bursts.set(client, waiting);
  const name = JSON.stringify(queryKey);
  const known = waiting.get(name);
  clearTimeout(known?.timer);
  const began = known?.began ?? Date.now();
  const pause = Math.min(QUIET_MS, Math.max(0, began + LATEST_MS - Date.now()));
  const timer = setTimeout(() => {
    waiting.delete(name);
    void client.invalidateQueries({ queryKey, exact: true }, { cancelRefetch: false });
  }, pause);
  waiting.set(name, { began, timer });
}
