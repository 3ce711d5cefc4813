import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { chatKey, chatsKey, pauseAgent, resumeAgent } from '../../api/queries/chats';
import { instanceQuery } from '../../api/queries/instances';
import { Button } from '../../components/Button';
import { Reason } from '../../components/Reason';
import { When } from '../../components/When';
import { useText } from '../../i18n/useText';
import { PauseUntil } from './PauseUntil';
import { useChat } from './useChat';
import { useConversation } from './useConversation';
import { useHolds } from './useHolds';

/** Takes the chat over from the agent, for a while or until it is returned. */
export function AgentControl() {
  const t = useText();
  const client = useQueryClient();
  const { instance, address } = useConversation();
  const { data: details } = useQuery(instanceQuery(instance));
  const [isAsking, setAsking] = useState(false);
  const pause = useChat(instance, address)?.agentPause;
  const isPaused = useHolds(pause);
  const change = useMutation({
    mutationFn: (action: { pause: boolean; durationMs?: number }) =>
      action.pause
        ? pauseAgent(instance, address, action.durationMs)
        : resumeAgent(instance, address),
    // Busy until the chat shows it. The event changes the other browsers.
    async onSuccess() {
      await client.invalidateQueries({ queryKey: chatKey(instance, address) });
      void client.invalidateQueries({ queryKey: chatsKey });
      setAsking(false);
    },
  });
  if (!details?.agent.type && !details?.agent.providerId) return null;
  return (
    <>
      {change.isError && (
        <p role="alert" className="text-bad">
          <Reason error={change.error} />
        </p>
      )}
      {pause && isPaused && (
        <p className="text-warn max-md:order-last">
          {t('chats.paused')} {t(`chats.pausedBy.${pause.by}`)} · <When at={pause.since} />
          {pause.until && <Until at={pause.until} />}
        </p>
      )}
      {isPaused ? (
        <Button isBusy={change.isPending} onClick={() => change.mutate({ pause: false })}>
          {t('chats.handBack')}
        </Button>
      ) : (
        <>
          <Button isBusy={change.isPending} onClick={() => change.mutate({ pause: true })}>
            {t('chats.takeOver')}
          </Button>
          <Button onClick={() => setAsking(true)}>{t('chats.pauseUntil')}</Button>
        </>
      )}
      {isAsking && (
        <PauseUntil
          isBusy={change.isPending}
          onPause={durationMs => change.mutate({ pause: true, durationMs })}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}

function Until({ at }: { at: string }) {
  const t = useText();
  return (
    <>
      {' '}
      · {t('chats.until')} <When at={at} />
    </>
  );
}
