import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { SYNC_STATES, type SyncFilter, syncsQuery } from '../../api/queries/jobs';
import { Choice } from '../../components/Field';
import { Filters } from '../../components/Filters';
import { Card } from '../../components/Page';
import { Pages } from '../../components/Pages';
import { useText } from '../../i18n/useText';
import { InstanceFilter } from '../instances/InstanceFilter';
import { useMay } from '../session/useSession';
import { StartSync } from './StartSync';
import { SyncRow } from './SyncRow';

/** The syncs of all instances, newest first; events report when they move. */
export function Syncs() {
  const t = useText();
  const may = useMay();
  const [filter, setFilter] = useState<SyncFilter>({ instanceId: '', status: '' });
  const query = useInfiniteQuery(syncsQuery(filter));
  const states = SYNC_STATES.map(value => ({ value, text: t(`jobs.states.${value}`) }));
  return (
    <Card title={t('jobs.syncs')}>
      <p className="text-quiet">{t('jobs.syncsText')}</p>
      {may('instances:write') && <StartSync />}
      <Filters>
        <Choice
          label={t('common.status')}
          value={filter.status}
          options={[{ value: '', text: t('common.all') }, ...states]}
          onChange={event =>
            setFilter({ ...filter, status: event.target.value as SyncFilter['status'] })
          }
        />
        <InstanceFilter
          value={filter.instanceId}
          onChange={instanceId => setFilter({ ...filter, instanceId })}
        />
      </Filters>
      <Pages query={query} label={t('jobs.syncs')} empty={t('jobs.syncsEmpty')}>
        {sync => <SyncRow sync={sync} />}
      </Pages>
    </Card>
  );
}
