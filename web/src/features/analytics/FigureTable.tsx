import type { Figures } from '../../api/queries/analytics';
import { FigureRows } from '../../components/FigureRows';
import { useLanguage, useText } from '../../i18n/useText';
import { formats, percentilesOf } from './format';

interface Props {
  /** What each line is about. */
  first: string;
  rows: readonly { key: string; name: string; figures: Figures }[];
  label: string;
}

/** Figures as a table. */
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
  const lines = rows.map(({ key, name, figures }) => ({
    key,
    name,
    figures: [
      format.count(figures.messagesReceived),
      format.count(figures.messagesSent),
      format.count(figures.answered + figures.silent),
      format.count(figures.failed),
      format.percent(figures.successRate),
      percentilesOf(figures, format),
      format.count(figures.inputTokens + figures.outputTokens),
      format.cost(figures.cost),
    ],
  }));
  return <FigureRows label={label} first={first} heads={heads} rows={lines} />;
}
