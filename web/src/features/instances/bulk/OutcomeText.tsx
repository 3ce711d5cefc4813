import { useReason } from '../../../components/Failure';
import { Mark } from '../../../components/Mark';
import { useText } from '../../../i18n/useText';
import type { Outcome } from './useBulk';

/** How far the action is with one instance, or why it was refused. */
export function OutcomeText({ outcome }: { outcome: Outcome }) {
  const t = useText();
  const reason = useReason();
  if (typeof outcome === 'object') return <Mark tone="bad" text={reason(outcome.error)} />;
  return <Mark tone={outcome === 'done' ? 'good' : 'quiet'} text={t(`instance.bulk.${outcome}`)} />;
}
