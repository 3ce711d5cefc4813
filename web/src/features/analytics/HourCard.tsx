import type { Hour } from '../../api/queries/analytics';
import { Button } from '../../components/Button';
import { Card } from '../../components/Page';
import { useText } from '../../i18n/useText';
import { save } from '../../lib/save';
import { HourTable } from './HourTable';
import { csvOf, withEmptyHours } from './hours';

/** Messages by hour: drawn, as a table, and as a file. */
export function HourCard({ hours }: { hours: readonly Hour[] }) {
  const t = useText();
  const all = withEmptyHours(hours);
  const most = Math.max(1, ...all.map(hour => hour.count));
  if (all.length === 0) return null;
  return (
    <Card title={t('analytics.byHour')}>
      <svg
        role="img"
        aria-label={t('analytics.chart', { hours: all.length, most })}
        viewBox={`0 0 ${all.length} 100`}
        preserveAspectRatio="none"
        className="h-40 w-full"
      >
        {all.map(({ hour, count, successRate }, index) => (
          <rect
            key={hour}
            x={index + 0.1}
            width={0.8}
            y={100 - (count / most) * 100}
            height={(count / most) * 100}
            className={successRate < 100 ? 'fill-warn' : 'fill-accent'}
          />
        ))}
      </svg>
      <details>
        <summary className="cursor-pointer">{t('analytics.table')}</summary>
        <HourTable hours={hours} />
      </details>
      <Button
        className="self-start"
        onClick={() => save('messages-by-hour.csv', 'text/csv', csvOf(hours))}
      >
        {t('analytics.csv')}
      </Button>
    </Card>
  );
}
