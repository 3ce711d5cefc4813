import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import {
  cancelTurn,
  retryTurn,
  type Turn,
  traceQuery,
  turnEventsQuery,
  turnQuery,
  turnsKey,
} from '../../../api/queries/chatTurns';
import { Button } from '../../../components/Button';
import { Facts } from '../../../components/Page';
import { Reason } from '../../../components/Reason';
import { useLanguage, useText } from '../../../i18n/useText';
import { spanText } from '../../../lib/size';
import { useMay } from '../../session/useSession';
import { useConversation } from '../useConversation';
import { costText, tokensText } from './answerFacts';
import { CalledTools } from './CalledTools';
import { outcomeText } from './outcome';
import { Question } from './Question';
import { isRunning } from './running';
import { TurnTexts } from './TurnTexts';
import { Waterfall } from './Waterfall';
import { stagesOf } from './waterfall';

/** Why: how the turn ended, what was asked and answered, and where the time was spent. */
export function TurnDetail({ turn }: { turn: Turn }) {
  const t = useText();
  const language = useLanguage();
  const mayFollow = useMay()('events:read');
  const { instance, address, mayWrite } = useConversation();
  const { data: details } = useQuery(turnQuery(instance, address, turn.id));
  const { data: events } = useQuery({ ...turnEventsQuery(address, turn), enabled: mayFollow });
  const asked = details?.messageIds ?? [];
  const event = events?.find(one => one.messageId && asked.includes(one.messageId));
  const { data: trace } = useQuery({
    ...traceQuery(event?.id ?? ''),
    enabled: event !== undefined,
  });
  const none = '–';
  const stages = trace?.stages ?? stagesOf(turn);
  return (
    <div className="flex flex-col gap-4">
      <p className="font-medium">{t(outcomeText(turn))}</p>
      {turn.error && (
        <p role="note" className="break-words border-bad border-s-4 ps-3">
          <Reason error={turn.error} />{' '}
          <code className="text-quiet text-sm">{turn.error.code}</code>
        </p>
      )}
      {(turn.unreachableTools ?? []).length > 0 && (
        <p className="break-all text-warn">
          {t('why.unreachable', { tools: (turn.unreachableTools ?? []).join(', ') })}
        </p>
      )}
      <Waterfall stages={stages} />
      <Facts
        rows={[
          [t('why.attempts'), turn.attempts],
          [t('why.latency'), turn.agentLatencyMs ? spanText(turn.agentLatencyMs) : none],
          [t('why.model'), turn.model ?? none],
          [t('why.tokens'), tokensText(turn) ?? none],
          [t('why.cost'), costText(details?.cost, language) ?? none],
          [t('why.session'), turn.sessionId ?? none],
        ]}
      />
      <CalledTools calls={turn.calledTools ?? []} />
      {details && <TurnTexts details={details} />}
      {turn.attempts > 0 && <Question turn={turn} />}
      {mayWrite && <TurnActions turn={turn} />}
    </div>
  );
}

function TurnActions({ turn }: { turn: Turn }) {
  const t = useText();
  const client = useQueryClient();
  const { instance, address } = useConversation();
  const act = useMutation({
    mutationFn: (action: (id: string) => Promise<unknown>) => action(turn.id),
    onSuccess: () => client.invalidateQueries({ queryKey: turnsKey(instance, address) }),
  });
  return (
    <div className="flex flex-wrap items-center gap-2">
      {(turn.state === 'failed' || turn.state === 'cancelled') && (
        <Button isBusy={act.isPending} onClick={() => act.mutate(retryTurn)}>
          {t('why.retry')}
        </Button>
      )}
      {isRunning(turn) && (
        <Button isBusy={act.isPending} onClick={() => act.mutate(cancelTurn)}>
          {t('why.cancel')}
        </Button>
      )}
      {act.isError && (
        <p role="alert" className="text-bad">
          <Reason error={act.error} />
        </p>
      )}
    </div>
  );
}
