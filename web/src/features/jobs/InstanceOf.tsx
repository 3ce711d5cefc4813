import { useText } from '../../i18n/useText';
import { InstanceNames } from '../instances/InstanceNames';

/** The instance of a batch job by its name, or all of them. */
export function InstanceOf({ id }: { id: string | null | undefined }) {
  const t = useText();
  return id ? <InstanceNames ids={[id]} /> : t('jobs.everywhere');
}
