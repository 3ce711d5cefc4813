import type { Provider } from '../../api/queries/providers';
import { Mark } from '../../components/Mark';
import { useText } from '../../i18n/useText';

export function ProviderMark({ status }: { status: Provider['lastHealthStatus'] }) {
  const t = useText();
  if (!status) return <Mark tone="quiet" text={t('providers.unchecked')} />;
  return <Mark tone={status === 'healthy' ? 'good' : 'bad'} text={t(`providers.${status}`)} />;
}
