import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type Instance, type InstanceState, instancesQuery } from '../../api/queries/instances';
import { onboardingQuery } from '../../api/queries/onboarding';
import { sessionQuery } from '../../api/queries/session';
import { healthQuery } from '../../api/queries/system';
import { Failure } from '../../components/Failure';
import { Loading } from '../../components/Loading';
import { Card, Facts, Page } from '../../components/Page';
import { When } from '../../components/When';
import { useText } from '../../i18n/useText';
import { useNow } from '../../lib/useNow';
import { needsPerson, urgency } from '../instances/attention';
import { StateMark } from '../instances/StateMark';
import { useMay } from '../session/useSession';
import { Activity } from './Activity';
import { Problems } from './Problems';
import { Providers } from './Providers';
import { Queues } from './Queues';

/** How often it is judged anew which connections take long. */
const JUDGED_MS = 30_000;

export function HomePage() {
  const t = useText();
  const may = useMay();
  const { data } = useQuery(sessionQuery);
  return (
    <Page title={t('home.title')}>
      {may('settings:write') && may('instances:write') && <Setup />}
      {may('instances:read') && <Instances />}
      <Problems />
      {may('events:read') && <Activity />}
      {may('admin:*') && data?.user.isOperator && <Queues />}
      {may('settings:read') && <Providers />}
      <Health />
    </Page>
  );
}

/** Until the first steps are done or skipped; what hinders it hinders no one else on this page. */
function Setup() {
  const t = useText();
  const { data } = useQuery(onboardingQuery);
  if (!data || data.completed) return null;
  return (
    <Card title={t('home.setup')}>
      <p>{t('home.setupText')}</p>
      <Link to="/onboarding" className="text-accent underline">
        {t('home.setupGo')}
      </Link>
    </Card>
  );
}

function Instances() {
  const t = useText();
  const mayCreate = useMay()('instances:write');
  const query = useQuery(instancesQuery);
  if (query.isPending) return <Loading />;
  if (query.isError) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  if (query.data.length === 0) {
    return (
      <Card title={t('nav.instances')}>
        <p>{t('home.none')}</p>
        {mayCreate && (
          <Link to="/instances" className="text-accent underline">
            {t('home.create')}
          </Link>
        )}
      </Card>
    );
  }
  return (
    <>
      <Attention instances={query.data} />
      <ByState instances={query.data} />
    </>
  );
}

function Attention({ instances }: { instances: Instance[] }) {
  const t = useText();
  const now = useNow(JUDGED_MS);
  const waiting = instances
    .filter(one => needsPerson(one, now))
    .sort((one, other) => urgency(one) - urgency(other));
  const connecting = instances.filter(one => one.state !== 'connected').length;
  return (
    <Card title={t('home.attention')}>
      {waiting.length === 0 && (
        <p>{connecting === 0 ? t('home.allWell') : t('home.connecting', { count: connecting })}</p>
      )}
      <ul className="flex flex-col divide-y divide-line empty:hidden">
        {waiting.map(one => (
          <li key={one.id} className="flex flex-wrap items-center justify-between gap-2 py-2">
            <Link to="/instances/$id" params={{ id: one.id }} className="break-all underline">
              {one.name}
            </Link>
            <span className="flex flex-wrap items-center gap-x-4 gap-y-1">
              {(one.ban ?? one.restriction) && (
                <span className="font-medium text-bad">
                  {t(one.ban ? 'home.banned' : 'home.restricted')}
                </span>
              )}
              <StateMark state={one.state} />
              <span className="text-quiet text-sm">
                <When at={one.stateSince} />
              </span>
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function ByState({ instances }: { instances: Instance[] }) {
  const t = useText();
  const counts = new Map<InstanceState, number>();
  for (const { state } of instances) counts.set(state, (counts.get(state) ?? 0) + 1);
  return (
    <Card title={t('home.byState')}>
      <Facts rows={[...counts].map(([state, count]) => [t(`state.${state}`), count])} />
    </Card>
  );
}

function Health() {
  const t = useText();
  const query = useQuery(healthQuery);
  if (query.isPending) return <Loading />;
  if (query.isError) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  const { status, version, uptime, checks, nodes, timestamp } = query.data;
  const started = new Date(new Date(timestamp).getTime() - uptime * 1000).toISOString();
  return (
    <Card title={t('home.health')}>
      <Facts
        rows={[
          [t('home.status'), t(`home.healthStates.${status}`)],
          [t('home.version'), version],
          [t('home.database'), checks.database.status],
          [t('home.uptime'), <When key="started" at={started} />],
          [t('home.nodes'), nodes?.map(node => `${node.name} (${node.version})`).join(', ') || '1'],
        ]}
      />
    </Card>
  );
}
