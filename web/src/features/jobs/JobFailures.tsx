import type { BatchJob } from '../../api/queries/jobs';
import { Card } from '../../components/Page';
import { Reason } from '../../components/Reason';
import { Row } from '../../components/Row';
import { useText } from '../../i18n/useText';

/** The files that failed: the first hundred are kept. */
export function JobFailures({ job }: { job: BatchJob }) {
  const t = useText();
  const { errors, failedItems } = job;
  if (failedItems === 0) return null;
  return (
    <Card title={t('jobs.failures')}>
      {errors.length < failedItems && (
        <p className="text-quiet">{t('jobs.firstFailures', { shown: errors.length })}</p>
      )}
      <ul aria-label={t('jobs.failures')} className="flex flex-col gap-2">
        {errors.map(({ itemId, error }) => (
          <Row key={itemId} title={<Reason error={error} />} detail={itemId} />
        ))}
      </ul>
    </Card>
  );
}
