import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { instancesQuery } from '../../api/queries/instances';
import { providersQuery } from '../../api/queries/providers';
import { Loaded } from '../../components/Loaded';
import { Card, Facts } from '../../components/Page';
import { useText } from '../../i18n/useText';

/** Which agent answers where. */
export function AgentsByInstance() {
  const t = useText();
  const known = useInfiniteQuery(providersQuery).data?.pages.flatMap(page => page.items) ?? [];
  const nameOf = (id: string | null | undefined) =>
    known.find(provider => provider.id === id)?.name ?? id;
  return (
    <Card title={t('providers.deployed')}>
      <Loaded query={useQuery(instancesQuery)}>
        {instances =>
          instances.length === 0 ? (
            <p>{t('home.none')}</p>
          ) : (
            <Facts
              rows={instances.map(({ name, agent }) => [
                name,
                [nameOf(agent.providerId), agent.agentId].filter(Boolean).join(' · ') ||
                  t('providers.noAgent'),
              ])}
            />
          )
        }
      </Loaded>
    </Card>
  );
}
