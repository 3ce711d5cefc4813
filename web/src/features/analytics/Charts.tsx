import type { Report } from '../../api/queries/analytics';
import { Chart } from '../../components/chart/Chart';
import type { Series } from '../../components/chart/drawing';
import { Card } from '../../components/Page';
import { useLanguage, useText } from '../../i18n/useText';
import { formats } from './format';
import { hasValues, linesOf } from './series';

/** Messages, answers, their times, tokens and cost by hour or day; what has no values has no chart. */
export function Charts({ report }: { report: Report }) {
  const t = useText();
  const format = formats(useLanguage());
  const starts = report.items.map(item => item.start);
  const charts: [string, string, Series[], (value: number) => string][] = [
    [
      'messages',
      t('charts.messages'),
      linesOf(report, [
        [t('charts.received'), one => one.messagesReceived ?? null],
        [t('charts.sent'), one => one.messagesSent ?? null],
        [t('charts.sendFailed'), one => one.messagesFailed ?? null],
      ]),
      format.short,
    ],
    [
      'answers',
      t('charts.answers'),
      linesOf(report, [
        [t('charts.answered'), one => one.answered],
        [t('charts.silent'), one => one.silent],
        [t('charts.failed'), one => one.failed],
      ]),
      format.short,
    ],
    [
      'answer-times',
      t('charts.latency'),
      linesOf(report, [
        ['p50', one => one.latencyMs?.p50 ?? null],
        ['p90', one => one.latencyMs?.p90 ?? null],
        ['p99', one => one.latencyMs?.p99 ?? null],
      ]),
      format.seconds,
    ],
    [
      'tokens',
      t('charts.tokens'),
      linesOf(report, [
        [t('analytics.inputTokens'), one => one.inputTokens],
        [t('analytics.outputTokens'), one => one.outputTokens],
      ]),
      format.short,
    ],
    [
      'cost',
      t('charts.cost'),
      linesOf(report, [[t('charts.cost'), one => one.cost ?? null]]),
      format.cost,
    ],
  ];
  return charts
    .filter(([, , series]) => hasValues(series))
    .map(([file, title, series, text]) => (
      <Card key={file} title={title}>
        <Chart
          title={title}
          file={file}
          starts={starts}
          bucket={report.bucket}
          series={series}
          format={text}
        />
      </Card>
    ));
}
