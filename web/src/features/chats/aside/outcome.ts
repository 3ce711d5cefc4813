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

const STATES: Record<string, Text> = {
  collecting: 'why.state.collecting',
  waiting_media: 'why.state.waiting_media',
  running: 'why.state.running',
  awaiting_reply: 'why.state.awaiting_reply',
  replying: 'why.state.replying',
  done: 'why.state.done',
  failed: 'why.state.failed',
  superseded: 'why.state.superseded',
  cancelled: 'why.state.cancelled',
};

/** How a turn ended, or where it is. */
export function outcomeText(turn: Pick<Turn, 'state' | 'outcome'>): Text {
  const known = turn.outcome ? OUTCOMES[turn.outcome] : undefined;
  return turn.state === 'done' && known ? known : (STATES[turn.state] ?? 'why.state.running');
}
