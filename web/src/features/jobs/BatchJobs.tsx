import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { BATCH_STATES, type BatchState, batchJobsQuery } from '../../api/queries/jobs';
import { Choice } from '../../components/Field';
import { Filters } from '../../components/Filters';
import { Card } from '../../components/Page';
import { Pages } from '../../components/Pages';
import { Reason } from '../../components/Reason';
import { Row } from '../../components/Row';
import { When } from '../../components/When';
import { useText } from '../../i18n/useText';
import { useMay } from '../session/useSession';
import { BatchProgress } from './BatchProgress';
import { CancelBatchJob } from './CancelBatchJob';
import { InstanceOf } from './InstanceOf';
import { JobMark } from './JobMark';
import { StartBatchJob } from './StartBatchJob';

/** The batch jobs, newest first; events report when they move. */
export function BatchJobs() {
  const t = useText();
  const may = useMay();
  const [status, setStatus] = useState<BatchState | ''>('');
  const query = useInfiniteQuery(batchJobsQuery(status));
  const states = BATCH_STATES.map(value => ({ value, text: t(`jobs.states.${value}`) }));
  return (
    <Card title={t('jobs.batch')}>
      <p className="text-quiet">{t('jobs.batchText')}</p>
      {may('instances:write') && <StartBatchJob />}
      <Filters>
        <Choice
          label={t('common.status')}
          value={status}
          options={[{ value: '', text: t('common.all') }, ...states]}
          onChange={event => setStatus(event.target.value as BatchState | '')}
        />
      </Filters>
      <Pages query={query} label={t('jobs.batch')} empty={t('jobs.batchEmpty')}>
        {job => (
          <Row
            title={
              <Link to="/jobs/$id" params={{ id: job.id }} className="underline">
                <When at={job.createdAt} />
              </Link>
            }
            detail={
              <>
                <InstanceOf id={job.instanceId} />
                <BatchProgress job={job} />
                {job.errorMessage && (
                  <span className="text-bad">
                    <Reason error={job.errorMessage} />
                  </span>
                )}
              </>
            }
            mark={<JobMark status={job.status} />}
            actions={<CancelBatchJob job={job} />}
          />
        )}
      </Pages>
    </Card>
  );
}
