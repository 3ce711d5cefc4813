import type { Delivery } from '../../api/queries/deliveries';
import { Mark, type Tone } from '../../components/Mark';
import { useText } from '../../i18n/useText';

const TONES: Record<Delivery['status'], Tone> = {
  pending: 'warn',
  delivered: 'good',
  failed: 'bad',
};

export function DeliveryMark({ status }: { status: Delivery['status'] }) {
  const t = useText();
  return <Mark tone={TONES[status]} text={t(`deliveries.states.${status}`)} />;
}
