import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { syncQuery } from '../../api/queries/jobs';
import { Loaded } from '../../components/Loaded';
import { Notice } from '../../components/Notice';
import { Card, Page } from '../../components/Page';
import { Reason } from '../../components/Reason';
import { useText } from '../../i18n/useText';
import { CancelSync } from './CancelSync';
import { JobMark } from './JobMark';
import { SyncFacts } from './SyncFacts';
import { SyncProgress } from './SyncProgress';
import { SyncStored } from './SyncStored';

/** A sync as it moves: its events make it be read again. */
export function SyncPage() {
  const t = useText();
  const { id } = useParams({ from: '/signed-in/syncs/$id' });
  return (
    <Loaded title={t('sections.jobs')} query={useQuery(syncQuery(id))}>
      {sync => (
        <Page title={t('jobs.oneSync')} actions={<JobMark status={sync.status} />}>
          {sync.error && (
            <Notice tone="bad">
              <Reason error={sync.error} />
            </Notice>
          )}
          <Card title={t('jobs.aboutSync')}>
            <SyncProgress sync={sync} />
            <SyncFacts sync={sync} />
            <CancelSync sync={sync} />
          </Card>
          <SyncStored sync={sync} />
          <Link to="/jobs" className="self-start text-accent underline">
            {t('jobs.all')}
          </Link>
        </Page>
      )}
    </Loaded>
  );
}
