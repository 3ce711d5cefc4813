import type { AnalyticsFilter } from '../../api/queries/analytics';
import { Button } from '../../components/Button';
import { Field } from '../../components/Field';
import { Filters } from '../../components/Filters';
import { useText } from '../../i18n/useText';
import { fromLocal, toLocal } from '../../lib/localTime';
import { InstanceFilter } from '../instances/InstanceFilter';
import { daysAgo } from './hours';

const PERIODS = [1, 7, 30];

interface Props {
  filter: AnalyticsFilter;
  onChange: (filter: AnalyticsFilter) => void;
}

export function AnalyticsFilters({ filter, onChange }: Props) {
  const t = useText();
  return (
    <>
      <div className="flex flex-wrap gap-2">
        {PERIODS.map(days => (
          <Button
            key={days}
            onClick={() => onChange({ ...filter, since: daysAgo(days, new Date()), until: '' })}
          >
            {t('analytics.days', { count: days })}
          </Button>
        ))}
      </div>
      <Filters>
        <Field
          label={t('common.from')}
          type="datetime-local"
          value={toLocal(filter.since)}
          onChange={event => onChange({ ...filter, since: fromLocal(event.target.value) ?? '' })}
        />
        <Field
          label={t('common.until')}
          type="datetime-local"
          value={toLocal(filter.until)}
          onChange={event => onChange({ ...filter, until: fromLocal(event.target.value) ?? '' })}
        />
        <InstanceFilter
          value={filter.instanceId}
          onChange={instanceId => onChange({ ...filter, instanceId })}
        />
      </Filters>
    </>
  );
}
