import type { Turn } from '../../api/queries/turns';
import { Mark, type Tone } from '../../components/Mark';
import { useText } from '../../i18n/useText';

const TONES: Partial<Record<Turn['state'], Tone>> = {
  done: 'good',
  failed: 'bad',
  superseded: 'quiet',
  cancelled: 'quiet',
};

export function TurnMark({ state }: { state: Turn['state'] }) {
  const t = useText();
  return <Mark tone={TONES[state] ?? 'warn'} text={t(`turns.states.${state}`)} />;
}
