import { useQuery } from '@tanstack/react-query';
import { chatEventQuery } from '../../api/queries/events';
import { ChatLink } from '../chats/ChatLink';
import { useChat } from '../chats/useChat';

/** A chat by its internal id, and the way to it. Its events know its address. */
export function ChatName({ id }: { id: string }) {
  const { data } = useQuery(chatEventQuery(id));
  if (!data?.instanceId || !data.chatId) return <bdi>{id.slice(0, 8)}</bdi>;
  return <Named instance={data.instanceId} address={data.chatId} />;
}

function Named({ instance, address }: { instance: string; address: string }) {
  const chat = useChat(instance, address);
  const named = { externalId: address, name: chat?.name ?? null };
  return <ChatLink of={{ instanceId: instance, chat: named }} />;
}
