import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type WebhookHealth, webhookHealthQuery } from '../../api/queries/webhooks';
import { Chart } from '../../components/chart/Chart';
import { Choice } from '../../components/Field';
import { Filters } from '../../components/Filters';
import { Loaded } from '../../components/Loaded';
import { Card } from '../../components/Page';
import { useLanguage, useText } from '../../i18n/useText';
import { formats } from '../analytics/format';
import { hasValues } from '../analytics/series';
import { HealthTable } from './HealthTable';
import { linesOf } from './health';

const DAY = 24;
const WEEK = 7 * DAY;

/** How the attempts of an endpoint ended by hour, and how long they took. */
export function Health({ id }: { id: string }) {
  const t = useText();
  const [hours, setHours] = useState(DAY);
  return (
    <Card title={t('webhooks.health')}>
      <Filters>
        <Choice
          label={t('webhooks.period')}
          value={hours}
          options={[
            { value: String(DAY), text: t('webhooks.day') },
            { value: String(WEEK), text: t('webhooks.week') },
          ]}
          onChange={event => setHours(Number(event.target.value))}
        />
      </Filters>
      <Loaded query={useQuery(webhookHealthQuery(id, hours))}>
        {health => <Hours health={health} />}
      </Loaded>
    </Card>
  );
}

function Hours({ health }: { health: WebhookHealth }) {
  const t = useText();
  const format = formats(useLanguage());
  const attempts = linesOf(health, [
    [t('webhooks.delivered'), hour => hour.delivered],
    [t('webhooks.failed'), hour => hour.failed],
  ]);
  const times = linesOf(health, [
    [t('webhooks.average'), hour => hour.averageMs ?? null],
    [t('webhooks.slowest'), hour => hour.slowestMs ?? null],
  ]);
  if (!hasValues(attempts)) return <p>{t('webhooks.noAttempts')}</p>;
  const starts = health.hours.map(hour => hour.start);
  const common = { starts, bucket: 'hour' as const };
  return (
    <>
      <h3 className="font-medium">{t('webhooks.attempts')}</h3>
      <Chart
        {...common}
        title={t('webhooks.attempts')}
        file="webhook-attempts"
        series={attempts}
        format={format.short}
      />
      <h3 className="font-medium">{t('webhooks.times')}</h3>
      <Chart
        {...common}
        title={t('webhooks.times')}
        file="webhook-times"
        series={times}
        format={format.seconds}
      />
      <HealthTable health={health} />
    </>
  );
}
