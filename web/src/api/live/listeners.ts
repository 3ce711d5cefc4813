import type { LiveEvent } from './frames';

type Listener = (events: LiveEvent[]) => void;

const listeners = new Set<Listener>();

/** Calls back with the events of the socket, until the returned function is called. */
export function onLive(listener: Listener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

export function passOn(events: LiveEvent[]): void {
  for (const listener of listeners) listener(events);
}
