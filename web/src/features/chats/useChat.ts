import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type Chat, chatQuery } from '../../api/queries/chats';

/** The chat; `null` before its first message or if it is unknown, `undefined` while it is asked for. */
export function useChat(instance: string, address: string): Chat | null | undefined {
  const client = useQueryClient();
  const { data, isError } = useQuery(chatQuery(client, instance, address));
  return data ?? (isError ? null : data);
}

/** Why the chat could not be read, and the way to ask again; `null` while it may still be shown. */
export function useChatFailure(instance: string, address: string) {
  const client = useQueryClient();
  const { data, error, refetch } = useQuery(chatQuery(client, instance, address));
  return error && data === undefined ? { error, refetch } : null;
}
