import type { WebhookHealth } from '../../api/queries/webhooks';
import { timeNames } from '../../components/chart/times';
import { FigureRows } from '../../components/FigureRows';
import { useLanguage, useText } from '../../i18n/useText';
import { formats } from '../analytics/format';
import { busyHours } from './health';

/** What the charts show, in figures: the hours in which something was sent. */
export function HealthTable({ health }: { health: WebhookHealth }) {
  const t = useText();
  const language = useLanguage();
  const format = formats(language);
  const { long } = timeNames('hour', language);
  const heads = [
    t('webhooks.delivered'),
    t('webhooks.failed'),
    t('webhooks.average'),
    t('webhooks.slowest'),
  ];
  const rows = busyHours(health).map(({ start, delivered, failed, averageMs, slowestMs }) => ({
    key: start,
    name: long(Date.parse(start) / 1000),
    figures: [
      format.count(delivered),
      format.count(failed),
      format.seconds(averageMs),
      format.seconds(slowestMs),
    ],
  }));
  return (
    <details>
      <summary className="cursor-pointer">{t('analytics.table')}</summary>
      <FigureRows
        label={t('webhooks.health')}
        first={t('webhooks.hour')}
        heads={heads}
        rows={rows}
      />
    </details>
  );
}
