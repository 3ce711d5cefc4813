import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Schemas } from '../../api/client';
import { agentKey, pauseAgent, resumeAgent } from '../../api/queries/chats';
import { instanceQuery } from '../../api/queries/instances';
import { Button } from '../../components/Button';
import { useReason } from '../../components/Failure';
import { When } from '../../components/When';
import { useText } from '../../i18n/useText';
import { PauseUntil } from './PauseUntil';
import { useConversation } from './useConversation';

type Agent = Schemas['ChatAgentView'];

/** Takes the chat over from the agent, for a while or until it is returned. */
export function AgentControl() {
  const t = useText();
  const reason = useReason();
  const client = useQueryClient();
  const { instance, address } = useConversation();
  const { data: details } = useQuery(instanceQuery(instance));
  const [isAsking, setAsking] = useState(false);
  const key = agentKey(instance, address);
  // Written by the answer to a change and by events: the API has no route that reads it.
  const { data: agent } = useQuery<Agent | null>({
    queryKey: key,
    queryFn: () => client.getQueryData<Agent>(key) ?? null,
  });
  const change = useMutation({
    mutationFn: (action: { pause: boolean; durationMs?: number }) =>
      action.pause
        ? pauseAgent(instance, address, action.durationMs)
        : resumeAgent(instance, address),
    onSuccess(next) {
      client.setQueryData<Agent>(key, next);
      setAsking(false);
    },
  });
  if (!details?.agent.type && !details?.agent.providerId) return null;
  const isPaused = agent?.paused && !hasEnded(agent.pausedUntil);
  return (
    <>
      {change.isError && (
        <p role="alert" className="text-bad">
          {reason(change.error)}
        </p>
      )}
      {isPaused && (
        <p className="text-warn">
          {t('chats.paused')} {agent.pausedUntil && <Until at={agent.pausedUntil} />}
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

const hasEnded = (until: string | null | undefined) =>
  typeof until === 'string' && Date.parse(until) <= Date.now();

function Until({ at }: { at: string }) {
  const t = useText();
  return (
    <>
      {t('chats.until')} <When at={at} />
    </>
  );
}
