import type { Schemas } from '../../../api/client';
import { type InboxSearch, readInboxSearch } from './search';

type Filter = Schemas['InboxFilterRequest'];

/** The filters in the inbox's address, as a view keeps them. */
export function filterOfSearch({ instance, kind, show, q }: InboxSearch): Filter {
  return {
    ...(instance ? { instanceId: instance } : {}),
    ...(kind ? { kind } : {}),
    ...(show && show !== 'all' ? { show } : {}),
    ...(q ? { search: q } : {}),
  };
}

export const searchOfFilter = ({ instanceId, kind, show, search }: Filter): InboxSearch =>
  readInboxSearch({ instance: instanceId, kind, show, q: search });

const parts = ({ instanceId, kind, show, search }: Filter) =>
  [instanceId, kind, show, search].map(one => one ?? null).join('\n');

/** Whether both show the same chats. */
export const isSame = (one: Filter, other: Filter) => parts(one) === parts(other);
