import { Link } from '@tanstack/react-router';
import type { Report } from '../../api/queries/analytics';
import { Notice } from '../../components/Notice';
import { Card, Facts } from '../../components/Page';
import { useLanguage, useText } from '../../i18n/useText';
import { formats, percentilesOf } from './format';

/** The figures of the whole period. */
export function Totals({ report: { total, unpricedModels } }: { report: Report }) {
  const t = useText();
  const format = formats(useLanguage());
  return (
    <>
      <Card title={t('analytics.whole')}>
        <Facts
          rows={[
            [t('charts.received'), format.count(total.messagesReceived)],
            [t('charts.sent'), format.count(total.messagesSent)],
            [t('charts.sendFailed'), format.count(total.messagesFailed)],
            [t('charts.answered'), format.count(total.answered)],
            [t('charts.silent'), format.count(total.silent)],
            [t('charts.failed'), format.count(total.failed)],
            [t('analytics.success'), format.percent(total.successRate)],
            [t('analytics.latency'), percentilesOf(total, format)],
            [t('analytics.inputTokens'), format.count(total.inputTokens)],
            [t('analytics.outputTokens'), format.count(total.outputTokens)],
            [t('charts.cost'), format.cost(total.cost)],
          ]}
        />
      </Card>
      {unpricedModels.length > 0 && (
        <Notice tone="warn">
          <p className="[overflow-wrap:anywhere]">
            {t('analytics.unpriced', { models: unpricedModels.join(', ') })}{' '}
            <Link to="/settings" className="text-accent underline">
              {t('sections.settings')}
            </Link>
          </p>
        </Notice>
      )}
    </>
  );
}
