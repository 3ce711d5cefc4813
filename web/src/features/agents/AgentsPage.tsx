import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { agentsQuery } from '../../api/queries/agents';
import { Page } from '../../components/Page';
import { Pages } from '../../components/Pages';
import { Row } from '../../components/Row';
import { useText } from '../../i18n/useText';
import { useMay } from '../session/useSession';
import { CreateAgent } from './CreateAgent';
import { summary } from './draft';
import { useProviders } from './useProviders';

/** Every agent, with what it is and where it answers. */
export function AgentsPage() {
  const t = useText();
  const may = useMay();
  const query = useInfiniteQuery(agentsQuery);
  const providers = useProviders();
  const nameOf = (id: string | null | undefined) => providers.find(one => one.id === id)?.name;
  return (
    <Page title={t('sections.agents')} actions={may('instances:write') && <CreateAgent />}>
      <p className="text-quiet">{t('agents.intro')}</p>
      <Pages query={query} label={t('sections.agents')} empty={t('agents.empty')}>
        {({ id, name, version, agent, instances }) => (
          <Row
            title={
              <Link to="/agents/$id" params={{ id }} className="underline">
                {name}
              </Link>
            }
            detail={[
              summary(agent, nameOf(agent.providerId)) || t('agents.unset'),
              t('agents.version', { number: version }),
            ].join(' · ')}
            mark={
              <span className="text-quiet text-sm">
                {instances.map(one => one.name).join(', ') || t('agents.nowhere')}
              </span>
            }
          />
        )}
      </Pages>
    </Page>
  );
}
