import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { providersQuery } from '../../api/queries/providers';
import { Page } from '../../components/Page';
import { Pages } from '../../components/Pages';
import { Row } from '../../components/Row';
import { useText } from '../../i18n/useText';
import { useMay } from '../session/useSession';
import { AgentsByInstance } from './AgentsByInstance';
import { CreateProvider } from './CreateProvider';
import { ProviderMark } from './ProviderMark';

export function ProvidersPage() {
  const t = useText();
  const may = useMay();
  const query = useInfiniteQuery(providersQuery);
  return (
    <Page title={t('sections.providers')} actions={may('settings:write') && <CreateProvider />}>
      <Pages query={query} label={t('sections.providers')} empty={t('providers.empty')}>
        {provider => (
          <Row
            title={
              <Link to="/providers/$id" params={{ id: provider.id }} className="underline">
                {provider.name}
              </Link>
            }
            detail={`${provider.type} · ${provider.apiUrl}`}
            mark={<ProviderMark status={provider.lastHealthStatus} />}
          />
        )}
      </Pages>
      {may('instances:read') && <AgentsByInstance />}
    </Page>
  );
}
