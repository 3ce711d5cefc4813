import { CHAT_KINDS, type ChatKind, SHOWN, type Shown } from '../../../api/queries/chatFilters';
import { searchTexts } from '../../../lib/searchTexts';

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

const texts = searchTexts('instance', 'channel', 'q', 'assigned', 'label', 'message');

/** What is not known is left out: an address that was edited shows a list all the same. */
export function readInboxSearch(search: Record<string, unknown>): InboxSearch {
  const kind = CHAT_KINDS.find(one => one === search.kind);
  const show = SHOWN.find(one => one === search.show && one !== 'all');
  return {
    ...texts(search),
    ...(kind ? { kind } : {}),
    ...(show ? { show } : {}),
    ...(search.new === true ? { new: true } : {}),
  };
}
