import { BUCKETS, GROUPINGS, type Grouping, type ReportFilter } from '../../api/queries/analytics';
import { Button } from '../../components/Button';
import { Choice } from '../../components/Field';
import { Filters } from '../../components/Filters';
import { TimeFilters } from '../../components/TimeFilters';
import { useText } from '../../i18n/useText';
import { InstanceFilter } from '../instances/InstanceFilter';
import { daysAgo, monthStart } from './periods';

const PERIODS = [1, 7, 30, 90];

interface Props {
  filter: ReportFilter;
  onChange: (filter: ReportFilter) => void;
}

export function AnalyticsFilters({ filter, onChange }: Props) {
  const t = useText();
  // Hours of a long period are refused: the division follows the period until it is chosen.
  const from = (since: string) => onChange({ ...filter, since, until: '', bucket: '' });
  const buckets = BUCKETS.map(value => ({ value, text: t(`analytics.buckets.${value}`) }));
  return (
    <>
      <div className="flex flex-wrap gap-2">
        {PERIODS.map(days => (
          <Button key={days} onClick={() => from(daysAgo(days, new Date()))}>
            {t('analytics.days', { count: days })}
          </Button>
        ))}
        <Button onClick={() => from(monthStart(new Date()))}>{t('analytics.month')}</Button>
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
        <Choice
          label={t('analytics.groupBy')}
          value={filter.groupBy}
          options={GROUPINGS.map(value => ({ value, text: t(`analytics.groups.${value}`) }))}
          onChange={event => onChange({ ...filter, groupBy: event.target.value as Grouping })}
        />
        <Choice
          label={t('analytics.bucket')}
          value={filter.bucket}
          options={[{ value: '', text: t('analytics.buckets.fitting') }, ...buckets]}
          onChange={event =>
            onChange({ ...filter, bucket: event.target.value as ReportFilter['bucket'] })
          }
        />
      </Filters>
    </>
  );
}
