import type { User } from '../../api/queries/users';
import { Mark } from '../../components/Mark';
import { useText } from '../../i18n/useText';

export function UserMark({ status }: { status: User['status'] }) {
  const t = useText();
  return <Mark tone={status === 'active' ? 'good' : 'quiet'} text={t(`users.status.${status}`)} />;
}
