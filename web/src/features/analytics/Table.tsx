import { useMutation } from '@tanstack/react-query';
import { type ReportFilter, readTable } from '../../api/queries/analytics';
import { Button } from '../../components/Button';
import { Reason } from '../../components/Reason';
import { useText } from '../../i18n/useText';
import { download } from '../../lib/download';

/** Saves the figures of the period, by hour or day and by group, as a table for spreadsheets. */
export function Table({ filter }: { filter: ReportFilter }) {
  const t = useText();
  const save = useMutation({
    mutationFn: () => readTable(filter),
    onSuccess: table => download('analytics.csv', table, 'text/csv'),
  });
  return (
    <div className="flex flex-wrap items-center gap-3">
      {save.isError && (
        <p role="alert" className="text-bad">
          <Reason error={save.error} />
        </p>
      )}
      <Button isBusy={save.isPending} onClick={() => save.mutate()}>
        {t('analytics.csv')}
      </Button>
    </div>
  );
}
