import { cancelSync, type Sync, syncsKey } from '../../api/queries/jobs';
import { Ask } from '../../components/Ask';
import { useText } from '../../i18n/useText';
import { useMay } from '../session/useSession';

/** Ends a sync that runs, and no later one of its instance. */
export function CancelSync({ sync }: { sync: Sync }) {
  const t = useText();
  const may = useMay();
  if (sync.status !== 'running' || !may('instances:write')) return null;
  return (
    <Ask
      action={t('jobs.cancel')}
      title={t('jobs.cancelSyncAsk')}
      text={t('jobs.cancelText')}
      run={() => cancelSync(sync.jobId)}
      keys={[syncsKey]}
    />
  );
}
