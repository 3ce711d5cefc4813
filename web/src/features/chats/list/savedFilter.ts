import type { Schemas } from '../../../api/client';
import type { Channel } from '../../../api/queries/chatFilters';
import { type InboxSearch, readInboxSearch } from './search';

type Filter = Schemas['InboxFilterRequest'];

/** The filters in the inbox's address, as a view keeps them. */
export function filterOfSearch({ instance, channel, kind, show, q }: InboxSearch): Filter {
  return {
    ...(instance ? { instanceId: instance } : {}),
    // The server refuses a channel that it does not know.
    ...(channel ? { channel: channel as Channel } : {}),
    ...(kind ? { kind } : {}),
    ...(show && show !== 'all' ? { show } : {}),
    ...(q ? { search: q } : {}),
  };
}

export const searchOfFilter = ({ instanceId, channel, kind, show, search }: Filter): InboxSearch =>
  readInboxSearch({ instance: instanceId, channel, kind, show, q: search });

const parts = ({ instanceId, channel, kind, show, search }: Filter) =>
  [instanceId, channel, kind, show, search].map(one => one ?? null).join('\n');

/** Whether both show the same chats. */
export const isSame = (one: Filter, other: Filter) => parts(one) === parts(other);
