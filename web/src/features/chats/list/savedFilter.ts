import type { Schemas } from '../../../api/client';
import type { Channel } from '../../../api/queries/chatFilters';
import { type InboxSearch, readInboxSearch } from './search';

type Filter = Schemas['InboxFilterRequest'];

/** The filters in the inbox's address, as a view keeps them. */
export function filterOfSearch(search: InboxSearch): Filter {
  const { instance, channel, kind, show, assigned, label, q } = search;
  return {
    ...(instance ? { instanceId: instance } : {}),
    // The server refuses a channel that it does not have.
    ...(channel ? { channel: channel as Channel } : {}),
    ...(kind ? { kind } : {}),
    ...(show && show !== 'all' ? { show } : {}),
    ...(assigned ? { assigned } : {}),
    ...(label ? { label } : {}),
    ...(q ? { search: q } : {}),
  };
}

export const searchOfFilter = ({ instanceId, search, ...rest }: Filter): InboxSearch =>
  readInboxSearch({ ...rest, instance: instanceId, q: search });

const parts = ({ instanceId, channel, kind, show, assigned, label, search }: Filter) =>
  JSON.stringify(
    [instanceId, channel, kind, show, assigned, label, search].map(one => one ?? null),
  );

/** Whether both show the same chats. */
export const isSame = (one: Filter, other: Filter) => parts(one) === parts(other);
