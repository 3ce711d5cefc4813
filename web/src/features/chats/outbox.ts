import {
  type Attachment,
  type Content,
  type Sent,
  sendContent,
  sendFile,
  sendText,
  type Target,
} from '../../api/queries/sending';
import { createStore, type Store } from '../../lib/store';

/** What is written: a text, or a file with its caption. */
export interface Draft {
  text: string;
  replyTo?: string;
  attachment?: Attachment;
  /** Instead of both: a location, contact cards or a poll. */
  content?: Content;
}

/** A draft on its way to the server. A repeat has the same key, and so is sent once. */
export interface Outgoing {
  key: string;
  draft: Draft;
  error: unknown;
}

type Send = (to: Target, draft: Draft, key: string) => Promise<Sent>;
type Listener = (to: Target, draft: Draft, sent: Sent) => void;

const stores = new Map<string, Store<Outgoing[]>>();
/** The one of each chat that the server is asked to send. */
const underWay = new WeakMap<Store<Outgoing[]>, string>();
let onSent: Listener = () => undefined;
let run: Send = (to, { text, attachment, content, replyTo }, key) => {
  if (content) return sendContent(to, content, key, replyTo);
  return attachment ? sendFile(to, attachment, key, replyTo) : sendText(to, text, key, replyTo);
};

/** Called with what the server has accepted. The page is left and returned to: this stays. */
export function setOnSent(listener: Listener): void {
  onSent = listener;
}

/** For tests. */
export function setSend(send: Send): void {
  run = send;
}

export function outbox({ instance, address }: Target): Store<Outgoing[]> {
  const name = `${instance} ${address}`;
  const known = stores.get(name) ?? createStore<Outgoing[]>([]);
  stores.set(name, known);
  return known;
}

export const newKey = () => crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;

export function send(to: Target, draft: Draft): void {
  const store = outbox(to);
  store.set([...store.get(), { key: newKey(), draft, error: null }]);
  holdPage();
  advance(to);
}

export function retry(to: Target, outgoing: Outgoing): void {
  change(to, outgoing.key, one => ({ ...one, error: null }));
  advance(to);
}

export function discard(to: Target, key: string): void {
  remove(to, key);
  advance(to);
}

/**
 * One at a time in a chat, the first of those that wait: two requests at once may be received in the
 * other order. One that failed waits for its reader, and holds up none of the others.
 */
function advance(to: Target): void {
  const store = outbox(to);
  const all = store.get();
  if (all.some(one => one.key === underWay.get(store))) return;
  const next = all.find(one => !one.error);
  if (!next) return;
  underWay.set(store, next.key);
  void attempt(to, next).then(() => {
    // One that was discarded meanwhile may have been followed by another already.
    if (underWay.get(store) === next.key) underWay.delete(store);
    advance(to);
  });
}

async function attempt(to: Target, { key, draft }: Outgoing): Promise<void> {
  try {
    const sent = await run(to, draft, key);
    onSent(to, draft, sent);
    remove(to, key);
  } catch (error) {
    change(to, key, one => ({ ...one, error }));
  }
}

function change(to: Target, key: string, edit: (one: Outgoing) => Outgoing): void {
  const store = outbox(to);
  store.set(store.get().map(one => (one.key === key ? edit(one) : one)));
}

function remove(to: Target, key: string): void {
  const store = outbox(to);
  store.set(store.get().filter(one => one.key !== key));
  holdPage();
}

/** While something is unsent, the browser asks before the page is left: it is nowhere else. */
function holdPage(): void {
  const isUnsent = [...stores.values()].some(store => store.get().length > 0);
  if (isUnsent) window.addEventListener('beforeunload', ask);
  else window.removeEventListener('beforeunload', ask);
}

const ask = (event: Event) => event.preventDefault();
