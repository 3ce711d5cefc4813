import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import {
  EXECUTION_STATES,
  type ExecutionFilter,
  entryPointsQuery,
  executionsQuery,
} from '../../api/queries/entryPoints';
import { Choice } from '../../components/Field';
import { Filters } from '../../components/Filters';
import { Page } from '../../components/Page';
import { Pages } from '../../components/Pages';
import { useText } from '../../i18n/useText';
import { useMay } from '../session/useSession';
import { ExecutionRow } from './ExecutionRow';

/** What programs asked at the entry points, newest first. */
export function ExecutionsPage() {
  const t = useText();
  const mayName = useMay()('settings:read');
  const { entryPoint = '' } = useSearch({ from: '/signed-in/executions' });
  const [filter, setFilter] = useState<ExecutionFilter>({ entryPointId: entryPoint, status: '' });
  const { data: points = [] } = useQuery({ ...entryPointsQuery, enabled: mayName });
  const query = useInfiniteQuery(executionsQuery(filter));
  const all = { value: '', text: t('common.all') };
  const states = EXECUTION_STATES.map(value => ({ value, text: t(`executions.states.${value}`) }));
  return (
    <Page title={t('sections.executions')}>
      <Filters>
        {mayName && (
          <Choice
            label={t('executions.entryPoint')}
            value={filter.entryPointId}
            options={[all, ...points.map(one => ({ value: one.id, text: one.name }))]}
            onChange={event => setFilter({ ...filter, entryPointId: event.target.value })}
          />
        )}
        <Choice
          label={t('common.status')}
          value={filter.status}
          options={[all, ...states]}
          onChange={event =>
            setFilter({ ...filter, status: event.target.value as ExecutionFilter['status'] })
          }
        />
      </Filters>
      <Pages query={query} label={t('sections.executions')} empty={t('executions.empty')}>
        {execution => <ExecutionRow execution={execution} />}
      </Pages>
    </Page>
  );
}
