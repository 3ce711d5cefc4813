import type { BatchJob } from '../../api/queries/jobs';
import { useText } from '../../i18n/useText';
import { Progress } from './Progress';

export function BatchProgress({ job }: { job: BatchJob }) {
  const t = useText();
  const { processedItems, failedItems, skippedItems, totalItems } = job;
  const done = processedItems + failedItems + skippedItems;
  return (
    <Progress
      label={t('jobs.progress')}
      text={t('jobs.files', { done, total: totalItems, failed: failedItems })}
      done={done}
      total={totalItems}
    />
  );
}
