import { searchTexts } from '../../lib/searchTexts';

/** Reads from the address which events are listed: `chat` and `person` are internal ids, `q` words in the text. */
export const readEventSearch = searchTexts(
  'instance',
  'channel',
  'chat',
  'person',
  'type',
  'content',
  'direction',
  'since',
  'until',
  'q',
);

export type EventSearch = ReturnType<typeof readEventSearch>;
