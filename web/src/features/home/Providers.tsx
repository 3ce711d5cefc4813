import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { providersQuery } from '../../api/queries/providers';
import { Loaded } from '../../components/Loaded';
import { Mark, type Tone } from '../../components/Mark';
import { Card } from '../../components/Page';
import { useText } from '../../i18n/useText';

const TONES: Record<'healthy' | 'unhealthy' | 'unknown', Tone> = {
  healthy: 'good',
  unhealthy: 'bad',
  unknown: 'quiet',
};

/** The providers of agents, as they were when they were last checked. Without any there is nothing. */
export function Providers() {
  const t = useText();
  const query = useInfiniteQuery({
    ...providersQuery,
    select: ({ pages }) => pages.flatMap(page => page.items),
  });
  if (query.data?.length === 0) return null;
  return (
    <Card title={t('home.providers')}>
      <Loaded query={query}>
        {providers => (
          <ul className="flex flex-col divide-y divide-line">
            {providers.map(({ id, name, lastHealthStatus }) => (
              <li key={id} className="flex flex-wrap items-center justify-between gap-2 py-2">
                <Link to="/providers/$id" params={{ id }} className="break-all underline">
                  {name}
                </Link>
                <Mark
                  tone={TONES[lastHealthStatus ?? 'unknown']}
                  text={t(`home.providerStates.${lastHealthStatus ?? 'unknown'}`)}
                />
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Card>
  );
}
