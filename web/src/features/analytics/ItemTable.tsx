import type { Report } from '../../api/queries/analytics';
import { Card } from '../../components/Page';
import { useLanguage, useText } from '../../i18n/useText';
import { FigureTable } from './FigureTable';

const FORMS: Record<Report['bucket'], Intl.DateTimeFormatOptions> = {
  hour: { dateStyle: 'medium', timeStyle: 'short' },
  day: { dateStyle: 'full' },
};

/** The values of the charts, newest first. */
export function ItemTable({ report }: { report: Report }) {
  const t = useText();
  const format = new Intl.DateTimeFormat(useLanguage(), FORMS[report.bucket]);
  const title = t(`analytics.buckets.${report.bucket}`);
  const rows = [...report.items]
    .reverse()
    .map(({ start, figures }) => ({ key: start, name: format.format(new Date(start)), figures }));
  return (
    <Card title={title}>
      <details>
        <summary className="cursor-pointer">{t('analytics.table')}</summary>
        <FigureTable first={title} label={title} rows={rows} />
      </details>
    </Card>
  );
}
