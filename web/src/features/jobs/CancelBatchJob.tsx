import { type BatchJob, batchJobsKey, cancelBatchJob } from '../../api/queries/jobs';
import { Ask } from '../../components/Ask';
import { useText } from '../../i18n/useText';
import { useMay } from '../session/useSession';

/** Ends a batch job that is not over. */
export function CancelBatchJob({ job }: { job: BatchJob }) {
  const t = useText();
  const may = useMay();
  const isOver = job.status !== 'pending' && job.status !== 'running';
  if (isOver || !may('instances:write')) return null;
  return (
    <Ask
      action={t('jobs.cancel')}
      title={t('jobs.cancelAsk')}
      text={t('jobs.cancelText')}
      run={() => cancelBatchJob(job.id)}
      keys={[batchJobsKey]}
    />
  );
}
