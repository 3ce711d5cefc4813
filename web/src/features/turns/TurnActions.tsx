import { cancelTurn, retryTurn, type Turn, turnsKey } from '../../api/queries/turns';
import { ActionButton } from '../../components/ActionButton';
import { useText } from '../../i18n/useText';

const OVER: Turn['state'][] = ['done', 'failed', 'superseded', 'cancelled'];

/** A turn that failed or was cancelled can be repeated, one in progress can be cancelled. */
export function TurnActions({ turn }: { turn: Turn }) {
  const t = useText();
  const { id, state } = turn;
  if (state === 'failed' || state === 'cancelled') {
    return <ActionButton action={t('turns.retry')} run={() => retryTurn(id)} keys={[turnsKey]} />;
  }
  if (OVER.includes(state)) return null;
  return <ActionButton action={t('turns.cancel')} run={() => cancelTurn(id)} keys={[turnsKey]} />;
}
