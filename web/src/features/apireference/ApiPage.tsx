import { Card, Page } from '../../components/Page';
import { useText } from '../../i18n/useText';
import { References } from './References';
import { TryIt } from './TryIt';

/** What this server's APIs are described by, and a form that makes a request of one. */
export function ApiPage() {
  const t = useText();
  return (
    <Page title={t('sections.api')}>
      <References />
      <Card title={t('api.try')}>
        <p className="text-quiet">{t('api.tryText')}</p>
        <TryIt />
      </Card>
    </Page>
  );
}
