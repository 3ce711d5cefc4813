import { useQuery } from '@tanstack/react-query';
import { sessionQuery } from '../../../api/queries/session';
import type { Values } from '../../quickreplies/variables';
import { useChat } from '../useChat';

const PHONE = /^(\d+)@s\.whatsapp\.net$/;

/** A phone number of any of these addresses. */
export function phoneOf(addresses: (string | null | undefined)[]): string | undefined {
  for (const address of addresses) {
    const number = PHONE.exec(address ?? '')?.[1];
    if (number) return `+${number}`;
  }
  return undefined;
}

/** What the variables of quick replies stand for in a conversation; of a group neither name nor number. */
export function useValues(instance: string, address: string): Values {
  const chat = useChat(instance, address);
  const { data: session } = useQuery(sessionQuery);
  const values: Values = {};
  const agent = session?.user.name;
  if (agent) values.agent = agent;
  if (chat && chat.chatType !== 'dm') return values;
  const phone = phoneOf([chat?.externalId, chat?.canonicalId, address]);
  if (chat?.name) values.name = chat.name;
  if (phone) values.phone = phone;
  return values;
}
