import type { QueryClient } from '@tanstack/react-query';
import { type Instance, instancesKey } from '../../../api/queries/instances';
import { type Message, type Messages, messagesKey } from '../../../api/queries/messages';

interface Reacted {
  instance: string;
  address: string;
  message: Message;
  /** An empty one takes the reaction away. */
  emoji: string;
}

/** The address of an instance's account, of which its own reactions are. */
export function ownAddress(instances: Instance[] | undefined, instance: string): string {
  return instances?.find(one => one.id === instance)?.ownerIdentifier ?? instance;
}

/** Shows the account's own reaction at once; its event follows when the network has it. */
export function showReaction(client: QueryClient, reacted: Reacted, at = new Date()): void {
  const { instance, address, message, emoji } = reacted;
  const platformUserId = ownAddress(client.getQueryData<Instance[]>(instancesKey), instance);
  const change = (one: Message): Message => {
    if (one.id !== message.id) return one;
    const others = one.reactions.filter(known => known.platformUserId !== platformUserId);
    const own = { platformUserId, emoji, at: at.toISOString() };
    return { ...one, reactions: emoji ? [...others, own] : others };
  };
  client.setQueryData<Messages>(messagesKey(instance, address), data => {
    if (!data) return data;
    const pages = data.pages.map(page => ({ ...page, items: page.items.map(change) }));
    return { ...data, pages };
  });
}
