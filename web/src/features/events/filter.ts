import { CHANNELS } from '../../api/channels';
import { CONTENT_TYPES } from '../../api/contentTypes';
import { EVENT_TYPES } from '../../api/eventTypes';
import type { EventFilter } from '../../api/queries/events';
import { isUuid } from '../../lib/uuid';
import type { EventSearch } from './search';

const DIRECTIONS = ['inbound', 'outbound'] as const;

const oneOf = <T extends string>(known: readonly T[], value: string | undefined): T | '' =>
  known.find(one => one === value) ?? '';

const id = (value = '') => (isUuid(value) ? value : '');

const time = (value = '') => {
  const at = new Date(value);
  return Number.isNaN(at.getTime()) ? '' : at.toISOString();
};

/** What is not known is no filter: an address that was edited shows a list all the same. */
export function filterOf(search: EventSearch): EventFilter {
  return {
    channel: oneOf(CHANNELS, search.channel),
    instanceId: id(search.instance),
    chatId: id(search.chat),
    personId: id(search.person),
    eventType: oneOf(EVENT_TYPES, search.type),
    contentType: oneOf(CONTENT_TYPES, search.content),
    direction: oneOf(DIRECTIONS, search.direction),
    since: time(search.since),
    until: time(search.until),
    search: search.q ?? '',
  };
}
