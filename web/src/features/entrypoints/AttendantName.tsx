import { useQuery } from '@tanstack/react-query';
import type { Attendant } from '../../api/queries/entryPoints';
import { userNamesQuery } from '../../api/queries/users';
import { useText } from '../../i18n/useText';
import { InstanceNames } from '../instances/InstanceNames';
import { useMay } from '../session/useSession';

/** An instance by its name, or a person by theirs; who may not see people sees that it is one. */
export function AttendantName({ attendant }: { attendant: Attendant }) {
  const { instanceId, userId } = attendant;
  if (instanceId) return <InstanceNames ids={[instanceId]} />;
  return <PersonName id={userId ?? attendant.id} />;
}

function PersonName({ id }: { id: string }) {
  const t = useText();
  const { data = [] } = useQuery({ ...userNamesQuery, enabled: useMay()('users:read') });
  return `${data.find(one => one.id === id)?.name ?? id} (${t('entryPoints.person')})`;
}
