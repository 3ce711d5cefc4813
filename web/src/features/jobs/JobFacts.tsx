import type { ReactNode } from 'react';
import { type BatchJob, MEDIA_TYPES } from '../../api/queries/jobs';
import { Facts } from '../../components/Page';
import { useLanguage, useText } from '../../i18n/useText';
import { dollarsOf } from './format';
import { InstanceOf } from './InstanceOf';
import { timeRows } from './timeRows';

export function JobFacts({ job }: { job: BatchJob }) {
  const t = useText();
  const language = useLanguage();
  const { since, until, mediaTypes, overwrite } = job.config;
  const names = MEDIA_TYPES.filter(kind => mediaTypes.includes(kind));
  const rows: [string, ReactNode][] = [
    [t('common.instance'), <InstanceOf key="instance" id={job.instanceId} />],
    [t('jobs.mediaTypes'), names.map(kind => t(`jobs.media.${kind}`)).join(', ')],
    [t('jobs.overwrite'), t(overwrite ? 'common.yes' : 'common.no')],
    [t('jobs.processed'), job.processedItems],
    [t('jobs.failed'), job.failedItems],
    [t('jobs.skipped'), job.skippedItems],
    [t('jobs.cost'), dollarsOf(job.totalCostUsd, language)],
    [t('jobs.tokens'), job.totalTokens],
    ...timeRows([
      [t('common.from'), since],
      [t('common.until'), until],
      [t('common.created'), job.createdAt],
      [t('jobs.started'), job.startedAt],
      [t('jobs.ended'), job.completedAt],
    ]),
  ];
  return <Facts rows={rows} />;
}
