import type { Figures } from '../../api/queries/analytics';
import { useLanguage, useText } from '../../i18n/useText';
import { formats, percentilesOf } from './format';

interface Props {
  /** What each line is about. */
  first: string;
  rows: readonly { key: string; name: string; figures: Figures }[];
  label: string;
}

/** Figures as a table, which is moved sideways where it is wider than the window. */
export function FigureTable({ first, rows, label }: Props) {
  const t = useText();
  const format = formats(useLanguage());
  const heads = [
    t('charts.received'),
    t('charts.sent'),
    t('charts.answered'),
    t('charts.failed'),
    t('analytics.success'),
    t('analytics.latency'),
    t('charts.tokens'),
    t('charts.cost'),
  ];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what can be moved has to be reached by key
    <section tabIndex={0} aria-label={label} className="overflow-x-auto">
      <table className="w-full text-left text-sm">
        <thead className="text-quiet">
          <tr>
            <th className="pr-3 font-medium">{first}</th>
            {heads.map(head => (
              <th key={head} className="pr-3 text-right font-medium">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, name, figures }) => (
            <tr key={key} className="border-line border-t">
              <th scope="row" className="min-w-32 pr-3 font-normal [overflow-wrap:anywhere]">
                {name}
              </th>
              {[
                format.count(figures.messagesReceived),
                format.count(figures.messagesSent),
                format.count(figures.answered + figures.silent),
                format.count(figures.failed),
                format.percent(figures.successRate),
                percentilesOf(figures, format),
                format.count(figures.inputTokens + figures.outputTokens),
                format.cost(figures.cost),
              ].map((text, at) => (
                <td key={heads[at]} className="whitespace-nowrap pr-3 text-right tabular-nums">
                  {text}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
