import type { Turn } from '../../../api/queries/chatTurns';
import type { Text } from '../../../i18n';

const OUTCOMES: Record<string, Text> = {
  answered: 'why.outcome.answered',
  silent: 'why.outcome.silent',
  blocked: 'why.outcome.blocked',
  paused: 'why.outcome.paused',
  no_agent: 'why.outcome.no_agent',
  duplicate: 'why.outcome.duplicate',
  empty: 'why.outcome.empty',
  deferred: 'why.outcome.deferred',
  disabled: 'why.outcome.disabled',
};

/** How a turn ended, or where it is. */
export function outcomeText(turn: Pick<Turn, 'state' | 'outcome'>): Text {
  const known = turn.outcome ? OUTCOMES[turn.outcome] : undefined;
  return turn.state === 'done' && known ? known : `why.state.${turn.state}`;
}
