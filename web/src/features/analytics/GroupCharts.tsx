import type { Report } from '../../api/queries/analytics';
import { Chart } from '../../components/chart/Chart';
import { Card } from '../../components/Page';
import { useLanguage, useText } from '../../i18n/useText';
import { formats } from './format';
import { useGroupName } from './groupName';
import { groupLinesOf, hasValues, type Pick } from './series';

/** One chart a figure, with a line a group: those with the most. */
export function GroupCharts({ report, starts }: { report: Report; starts: readonly string[] }) {
  const t = useText();
  const nameOf = useGroupName();
  const format = formats(useLanguage());
  const messages: Pick = one => (one.messagesReceived ?? 0) + (one.messagesSent ?? 0);
  const charts: [string, string, Pick, number | null, (value: number) => string][] = [
    ['messages', t('charts.messages'), messages, 0, format.short],
    ['answers', t('charts.answered'), one => one.answered, 0, format.short],
    ['failures', t('charts.failed'), one => one.failed, 0, format.short],
    ['answer-times', t('charts.p50'), one => one.latencyMs?.p50 ?? null, null, format.seconds],
    ['cost', t('charts.cost'), one => one.cost ?? null, null, format.cost],
  ];
  return charts.map(([file, title, pick, none, text]) => {
    const series = groupLinesOf(report, starts, nameOf, pick, none);
    return hasValues(series) ? (
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
    ) : null;
  });
}
