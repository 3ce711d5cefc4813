import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Schemas } from '../../api/client';
import { agentKey, pauseAgent, resumeAgent } from '../../api/queries/chats';
import { instanceQuery } from '../../api/queries/instances';
import { Button } from '../../components/Button';
import { useReason } from '../../components/Failure';
import { useText } from '../../i18n/useText';
import { useMay } from '../session/useSession';
import { chatName } from './ChatRow';
import { useChat } from './useChat';

interface Props {
  instance: string;
  address: string;
}

export function ConversationHead({ instance, address }: Props) {
  const t = useText();
  const chat = useChat(instance, address);
  const mayWrite = useMay()('messages:send');
  return (
    <header className="flex flex-wrap items-center gap-3 border-line border-b bg-surface px-4 py-2">
      <Link
        to="/chats/$instance"
        params={{ instance }}
        aria-label={t('chats.back')}
        className="-ml-2 inline-flex size-10 items-center justify-center md:hidden"
      >
        <svg
          aria-hidden="true"
          viewBox="0 0 24 24"
          className="size-6 fill-none stroke-2 stroke-current"
        >
          <path d="M15 5l-7 7 7 7" />
        </svg>
      </Link>
      <h2 className="min-w-0 flex-1 truncate font-semibold text-lg">
        <bdi>{chatName(chat, address)}</bdi>
      </h2>
      {mayWrite && <AgentSwitch instance={instance} address={address} />}
    </header>
  );
}

type Agent = Schemas['ChatAgentView'];

/** Takes the chat over from the agent, or returns it. */
function AgentSwitch({ instance, address }: Props) {
  const t = useText();
  const reason = useReason();
  const client = useQueryClient();
  const { data: details } = useQuery(instanceQuery(instance));
  const key = agentKey(instance, address);
  // Written by the answer to a change and by events: the API has no route that reads it.
  const { data: agent } = useQuery<Agent | null>({
    queryKey: key,
    queryFn: () => client.getQueryData<Agent>(key) ?? null,
  });
  const change = useMutation({
    mutationFn: () =>
      agent?.paused ? resumeAgent(instance, address) : pauseAgent(instance, address),
    onSuccess: next => client.setQueryData<Agent>(key, next),
  });
  if (!details?.agent.type && !details?.agent.providerId) return null;
  return (
    <>
      {change.isError && (
        <p role="alert" className="text-bad">
          {reason(change.error)}
        </p>
      )}
      {agent?.paused && <p className="text-warn">{t('chats.paused')}</p>}
      <Button isBusy={change.isPending} onClick={() => change.mutate()}>
        {agent?.paused ? t('chats.handBack') : t('chats.takeOver')}
      </Button>
    </>
  );
}
