import { useQuery } from '@tanstack/react-query';
import { servicesQuery } from '../../api/queries/services';
import { healthQuery } from '../../api/queries/system';
import { Loaded } from '../../components/Loaded';
import { Card, Page } from '../../components/Page';
import { useText } from '../../i18n/useText';
import { NodeRows } from './NodeRows';
import { ServiceRow } from './ServiceRow';

export function ServicesPage() {
  const t = useText();
  return (
    <Page title={t('sections.services')}>
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
