import type { LoggedEvent } from '../../../api/queries/chatTurns';

export interface AnswerFacts {
  model: string | null;
  /** Those of the request and those of the answer. */
  tokens: string | null;
  cost: string | null;
}

/** What the agent reported with its answer, as the event of the turn has it. */
export function answerFacts(events: LoggedEvent[], turn: string): AnswerFacts {
  const payloads = events
    .filter(event => event.eventType === 'agent.response')
    .map(event => event.payload as Record<string, unknown>);
  const metadata = payloads.find(one => one.turnId === turn)?.metadata as
    | Record<string, unknown>
    | undefined;
  const { model, inputTokens, outputTokens, costUsd } = metadata ?? {};
  const isCounted = typeof inputTokens === 'number' || typeof outputTokens === 'number';
  return {
    model: typeof model === 'string' ? model : null,
    tokens: isCounted ? `${inputTokens ?? 0} + ${outputTokens ?? 0}` : null,
    cost: typeof costUsd === 'number' ? `US$ ${costUsd.toFixed(4)}` : null,
  };
}
