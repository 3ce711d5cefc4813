import { useQuery } from '@tanstack/react-query';
import { restartAllServices, servicesKey, servicesQuery } from '../../api/queries/services';
import { healthQuery } from '../../api/queries/system';
import { Ask } from '../../components/Ask';
import { Loaded } from '../../components/Loaded';
import { Card, Page } from '../../components/Page';
import { useText } from '../../i18n/useText';
import { NodeRows } from './NodeRows';
import { ServiceRow } from './ServiceRow';

export function ServicesPage() {
  const t = useText();
  const restart = (
    <Ask
      action={t('services.restartAll')}
      title={t('services.restartAllAsk')}
      text={t('services.restartText')}
      run={restartAllServices}
      keys={[servicesKey]}
    />
  );
  return (
    <Page title={t('sections.services')} actions={restart}>
      <Card title={t('services.services')}>
        <Loaded query={useQuery(servicesQuery)}>
          {services => (
            <ul className="flex flex-col gap-2">
              {services.map(service => (
                <ServiceRow key={service.name} service={service} />
              ))}
            </ul>
          )}
        </Loaded>
      </Card>
      <Card title={t('services.nodes')}>
        <Loaded query={useQuery(healthQuery)}>{health => <NodeRows health={health} />}</Loaded>
      </Card>
    </Page>
  );
}
