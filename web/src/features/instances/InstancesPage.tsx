import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { type Instance, instancesQuery } from '../../api/queries/instances';
import { Button } from '../../components/Button';
import { Failure } from '../../components/Failure';
import { Loading } from '../../components/Loading';
import { Notice } from '../../components/Notice';
import { Page } from '../../components/Page';
import { useText } from '../../i18n/useText';
import { useMay } from '../session/useSession';
import { CreateInstance } from './CreateInstance';
import { StateMark } from './StateMark';

export function InstancesPage() {
  const t = useText();
  const mayCreate = useMay()('instances:write');
  const [isCreating, setCreating] = useState(false);
  const action = mayCreate && (
    <Button kind="main" onClick={() => setCreating(true)}>
      {t('instances.new')}
    </Button>
  );
  return (
    <Page title={t('instances.title')} actions={action}>
      <List />
      {isCreating && <CreateInstance onClose={() => setCreating(false)} />}
    </Page>
  );
}

function List() {
  const t = useText();
  const query = useQuery(instancesQuery);
  if (query.isPending) return <Loading />;
  if (query.isError) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  if (query.data.length === 0) return <Notice>{t('instances.empty')}</Notice>;
  return (
    <ul className="flex flex-col gap-2">
      {query.data.map(instance => (
        <Row key={instance.id} instance={instance} />
      ))}
    </ul>
  );
}

function Row({ instance }: { instance: Instance }) {
  return (
    <li>
      <Link
        to="/instances/$id"
        params={{ id: instance.id }}
        className="flex flex-wrap items-center justify-between gap-2 rounded-xl border border-line bg-surface p-4 hover:border-quiet"
      >
        <span className="min-w-0">
          <span className="block break-all font-medium">{instance.name}</span>
          <span className="block break-all text-quiet text-sm">
            {[instance.channel, instance.profileName].filter(Boolean).join(' · ')}
          </span>
        </span>
        <StateMark state={instance.state} />
      </Link>
    </li>
  );
}
