import { CHAT_KINDS, type ChatKind, SHOWN, type Shown } from '../../../api/queries/chatFilters';

/** What the address of the inbox determines: which chats are listed. */
export interface InboxSearch {
  instance?: string;
  channel?: string;
  kind?: ChatKind;
  show?: Shown;
  /** Words in a name, a number or a message. */
  q?: string;
  /** To whom: `me`, `none`, or the id of a user. */
  assigned?: string;
  /** A label of the instance. */
  label?: string;
  /** The message at which a conversation is opened. */
  message?: string;
  /** A conversation is being begun. */
  new?: true;
}

const text = (value: unknown) => (typeof value === 'string' && value ? value : undefined);

/** What is not known is left out: an address that was edited shows a list all the same. */
export function readInboxSearch(search: Record<string, unknown>): InboxSearch {
  const kind = CHAT_KINDS.find(one => one === search.kind);
  const show = SHOWN.find(one => one === search.show && one !== 'all');
  const instance = text(search.instance);
  const channel = text(search.channel);
  // A number that is searched for is read as a number, and so are most names of labels.
  const q = text(typeof search.q === 'number' ? String(search.q) : search.q);
  const label = text(typeof search.label === 'number' ? String(search.label) : search.label);
  const assigned = text(search.assigned);
  const message = text(search.message);
  return {
    ...(instance ? { instance } : {}),
    ...(channel ? { channel } : {}),
    ...(kind ? { kind } : {}),
    ...(show ? { show } : {}),
    ...(q ? { q } : {}),
    ...(assigned ? { assigned } : {}),
    ...(label ? { label } : {}),
    ...(message ? { message } : {}),
    ...(search.new === true ? { new: true } : {}),
  };
}
