import type { AnalyticsFilter } from '../../api/queries/analytics';
import { Button } from '../../components/Button';
import { Filters } from '../../components/Filters';
import { TimeFilters } from '../../components/TimeFilters';
import { useText } from '../../i18n/useText';
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
        <TimeFilters
          since={filter.since}
          until={filter.until}
          onChange={change => onChange({ ...filter, ...change })}
        />
        <InstanceFilter
          value={filter.instanceId}
          onChange={instanceId => onChange({ ...filter, instanceId })}
        />
      </Filters>
    </>
  );
}
