import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lastDayQuery, type Report } from '../../api/queries/analytics';
import { Chart } from '../../components/chart/Chart';
import { Loaded } from '../../components/Loaded';
import { Card, Facts } from '../../components/Page';
import { useLanguage, useText } from '../../i18n/useText';
import { formats, percentilesOf } from '../analytics/format';
import { hasValues, linesOf } from '../analytics/series';
import { failureRate } from './facts';

/** Messages and answers by hour, failures and answer times of the last day. */
export function Activity() {
  const t = useText();
  return (
    <Card title={t('home.activity')}>
      <Loaded query={useQuery(lastDayQuery)}>{report => <LastDay report={report} />}</Loaded>
      <Link to="/analytics" className="self-start text-accent underline">
        {t('home.more')}
      </Link>
    </Card>
  );
}

function LastDay({ report }: { report: Report }) {
  const t = useText();
  const format = formats(useLanguage());
  const series = linesOf(report, [
    [t('charts.received'), one => one.messagesReceived ?? null],
    [t('charts.sent'), one => one.messagesSent ?? null],
    [t('charts.answered'), one => one.answered],
    [t('charts.failed'), one => one.failed],
  ]);
  if (!hasValues(series)) return <p>{t('home.noActivity')}</p>;
  const starts = report.items.map(item => item.start);
  return (
    <>
      <Facts
        rows={[
          [t('charts.received'), format.count(report.total.messagesReceived)],
          [t('charts.sent'), format.count(report.total.messagesSent)],
          [t('charts.answered'), format.count(report.total.answered)],
          [t('home.failureRate'), format.percent(failureRate(report.total))],
          [t('home.answerTime'), percentilesOf(report.total, format)],
        ]}
      />
      <Chart
        title={t('home.activity')}
        file="last-day"
        starts={starts}
        bucket={report.bucket}
        series={series}
        format={format.short}
      />
    </>
  );
}
