import {
  type Attachment,
  type Sent,
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
let onSent: Listener = () => undefined;
let run: Send = (to, draft, key) =>
  draft.attachment
    ? sendFile(to, draft.attachment, key)
    : sendText(to, draft.text, key, draft.replyTo);

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
  const outgoing: Outgoing = { key: newKey(), draft, error: null };
  const store = outbox(to);
  store.set([...store.get(), outgoing]);
  void attempt(to, outgoing);
}

export function retry(to: Target, outgoing: Outgoing): void {
  change(to, outgoing.key, one => ({ ...one, error: null }));
  void attempt(to, outgoing);
}

export function discard(to: Target, key: string): void {
  const store = outbox(to);
  store.set(store.get().filter(one => one.key !== key));
}

async function attempt(to: Target, { key, draft }: Outgoing): Promise<void> {
  try {
    const sent = await run(to, draft, key);
    onSent(to, draft, sent);
    discard(to, key);
  } catch (error) {
    change(to, key, one => ({ ...one, error }));
  }
}

function change(to: Target, key: string, edit: (one: Outgoing) => Outgoing): void {
  const store = outbox(to);
  store.set(store.get().map(one => (one.key === key ? edit(one) : one)));
}
