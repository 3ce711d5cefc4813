import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { batchJobQuery } from '../../api/queries/jobs';
import { Loaded } from '../../components/Loaded';
import { Notice } from '../../components/Notice';
import { Card, Page } from '../../components/Page';
import { Reason } from '../../components/Reason';
import { useText } from '../../i18n/useText';
import { BatchProgress } from './BatchProgress';
import { CancelBatchJob } from './CancelBatchJob';
import { JobFacts } from './JobFacts';
import { JobFailures } from './JobFailures';
import { JobMark } from './JobMark';

/** A batch job with its failures. */
export function JobPage() {
  const t = useText();
  const { id } = useParams({ from: '/signed-in/jobs/$id' });
  return (
    <Loaded title={t('sections.jobs')} query={useQuery(batchJobQuery(id))}>
      {job => (
        <Page title={t('jobs.one')} actions={<JobMark status={job.status} />}>
          {job.errorMessage && (
            <Notice tone="bad">
              <Reason error={job.errorMessage} />
            </Notice>
          )}
          <Card title={t('jobs.about')}>
            <BatchProgress job={job} />
            <JobFacts job={job} />
            <CancelBatchJob job={job} />
          </Card>
          <JobFailures job={job} />
          <Link to="/jobs" className="self-start text-accent underline">
            {t('jobs.all')}
          </Link>
        </Page>
      )}
    </Loaded>
  );
}
