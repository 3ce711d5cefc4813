import { Link } from '@tanstack/react-router';
import type { Sync } from '../../api/queries/jobs';
import { Reason } from '../../components/Reason';
import { Row } from '../../components/Row';
import { When } from '../../components/When';
import { useText } from '../../i18n/useText';
import { CancelSync } from './CancelSync';
import { InstanceOf } from './InstanceOf';
import { JobMark } from './JobMark';
import { SyncProgress } from './SyncProgress';

export function SyncRow({ sync }: { sync: Sync }) {
  const t = useText();
  const { jobId, contacts, chats, messages } = sync;
  return (
    <Row
      title={
        <Link to="/syncs/$id" params={{ id: jobId }} className="underline">
          <When at={sync.createdAt} />
        </Link>
      }
      detail={
        <>
          <InstanceOf id={sync.instanceId} />
          {sync.status === 'running' && <SyncProgress sync={sync} />}
          <span className="block">{t('jobs.stored', { contacts, chats, messages })}</span>
          {sync.error && (
            <span className="block text-bad">
              <Reason error={sync.error} />
            </span>
          )}
        </>
      }
      mark={<JobMark status={sync.status} />}
      actions={<CancelSync sync={sync} />}
    />
  );
}
