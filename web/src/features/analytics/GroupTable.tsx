import type { Report } from '../../api/queries/analytics';
import { Card } from '../../components/Page';
import { useText } from '../../i18n/useText';
import { FigureTable } from './FigureTable';
import { useGroupName } from './groupName';

/** The figures of each group over the whole period. */
export function GroupTable({ report }: { report: Report }) {
  const t = useText();
  const nameOf = useGroupName();
  const title = t(`analytics.groups.${report.groupBy}`);
  const rows = report.groups.map(({ group, figures }) => ({
    key: `${group.id ?? ''}${group.isRest}`,
    name: nameOf(group),
    figures,
  }));
  return (
    <Card title={title}>
      <FigureTable first={title} label={title} rows={rows} />
    </Card>
  );
}
