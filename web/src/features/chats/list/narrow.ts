import { type InboxSearch, readInboxSearch } from './search';

interface Listed {
  id: string;
  channel: string;
}

/** The instances of the channel that is chosen; one that is chosen itself is there in any case. */
export const offeredInstances = <T extends Listed>(instances: T[], search: InboxSearch): T[] =>
  instances.filter(
    one => !search.channel || one.channel === search.channel || one.id === search.instance,
  );

/** The instance to whose chats a list is narrowed, if it is one: only then they can have a label. */
export function onlyInstance(instances: Listed[], search: InboxSearch): string | undefined {
  const offered = offeredInstances(instances, search);
  return search.instance ?? (offered.length === 1 ? offered[0]?.id : undefined);
}

/** Of another channel there is neither the instance that was chosen nor its label. */
export function withChannel(
  instances: Listed[],
  search: InboxSearch,
  channel: string,
): InboxSearch {
  const isKept = instances.some(one => one.id === search.instance && one.channel === channel);
  const { instance, ...rest } = search;
  const next = readInboxSearch({
    ...rest,
    channel,
    ...(isKept || !channel ? { instance } : {}),
  });
  if (onlyInstance(instances, next) === onlyInstance(instances, search)) return next;
  const { label: _, ...other } = next;
  return other;
}
