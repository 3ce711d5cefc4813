import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { channelsQuery } from '../../../api/queries/channels';
import { instancesQuery } from '../../../api/queries/instances';
import { showTyping, type TypingKind } from '../../../api/queries/presence';
import { useChat } from '../useChat';
import { useConversation } from '../useConversation';
import { createTypist } from './typist';

/** Whether the other side may be shown that one types: who may write, in a chat of people, over a channel that can. */
function useIsShown(): boolean {
  const { instance, address, mayWrite } = useConversation();
  const chat = useChat(instance, address);
  const isOfPeople = chat?.chatType === 'dm' || chat?.chatType === 'group';
  const enabled = mayWrite && isOfPeople;
  const { data: instances } = useQuery({ ...instancesQuery, enabled });
  const { data: channels } = useQuery({ ...channelsQuery, enabled });
  const isConnected = instances?.find(one => one.id === instance)?.state === 'connected';
  const channel = channels?.items.find(one => one.id === chat?.channel);
  return enabled && isConnected && channel?.capabilities.canSendTyping === true;
}

/** Shows the other side that one types, or records while `isRecording`. Nothing depends on it: failures are silent. */
export function useTyping(isRecording: boolean) {
  const { instance, address } = useConversation();
  const isShown = useIsShown();
  const typist = useMemo(() => {
    if (!isShown) return null;
    // In their order: an end that overtakes its beginning would leave it shown.
    let last = Promise.resolve<unknown>(undefined);
    return createTypist((kind: TypingKind) => {
      last = last.then(() => showTyping(instance, address, kind)).catch(() => undefined);
    });
  }, [isShown, instance, address]);
  useEffect(() => {
    if (!typist) return;
    const update = () => {
      if (document.hidden) typist.pause();
    };
    document.addEventListener('visibilitychange', update);
    return () => {
      document.removeEventListener('visibilitychange', update);
      typist.pause();
    };
  }, [typist]);
  useEffect(() => (isRecording ? typist?.record() : undefined), [isRecording, typist]);
  return { type: () => typist?.type(), pause: () => typist?.pause() };
}
