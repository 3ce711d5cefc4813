import type { Key } from '../../api/queries/keys';
import { Mark, type Tone } from '../../components/Mark';
import { useText } from '../../i18n/useText';

const TONES: Record<Key['status'], Tone> = { active: 'good', expired: 'warn', revoked: 'quiet' };

export function KeyMark({ status }: { status: Key['status'] }) {
  const t = useText();
  return <Mark tone={TONES[status]} text={t(`keys.status.${status}`)} />;
}
