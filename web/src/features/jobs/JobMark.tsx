import type { BatchState } from '../../api/queries/jobs';
import { Mark, type Tone } from '../../components/Mark';
import { useText } from '../../i18n/useText';

const TONES: Record<BatchState, Tone> = {
  pending: 'warn',
  running: 'warn',
  completed: 'good',
  failed: 'bad',
  cancelled: 'quiet',
};

/** The state of a batch job; a sync has the same but the first. */
export function JobMark({ status }: { status: BatchState }) {
  const t = useText();
  return <Mark tone={TONES[status]} text={t(`jobs.states.${status}`)} />;
}
