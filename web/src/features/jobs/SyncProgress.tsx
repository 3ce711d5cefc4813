import type { Sync } from '../../api/queries/jobs';
import { useText } from '../../i18n/useText';
import { Progress } from './Progress';

/** The progress of a sync in its stage: of one that has ended, in its last one. */
export function SyncProgress({ sync }: { sync: Sync }) {
  const t = useText();
  const { stage, current, total } = sync;
  return (
    <Progress
      label={t('jobs.progress')}
      text={t('jobs.stage', { stage: t(`jobs.stages.${stage}`), current, total })}
      done={current}
      total={total}
    />
  );
}
