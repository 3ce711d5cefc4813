const NAMES = [
  'instance',
  'channel',
  /** The chat's internal id. */
  'chat',
  'person',
  'type',
  'content',
  'direction',
  'since',
  'until',
  /** Words in the text. */
  'q',
] as const;

/** What the address of the log determines: which events are listed. */
export type EventSearch = Partial<Record<(typeof NAMES)[number], string>>;

/** The texts alone; the page leaves out what it does not know. It is read with the first page. */
export function readEventSearch(search: Record<string, unknown>): EventSearch {
  const read: EventSearch = {};
  for (const name of NAMES) {
    const value = search[name];
    // A number that is searched for is read as a number.
    const text = typeof value === 'number' ? String(value) : value;
    if (typeof text === 'string' && text) read[name] = text;
  }
  return read;
}
