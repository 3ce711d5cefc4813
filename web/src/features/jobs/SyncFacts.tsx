import type { ReactNode } from 'react';
import type { Sync } from '../../api/queries/jobs';
import { Facts } from '../../components/Page';
import { useText } from '../../i18n/useText';
import { InstanceOf } from './InstanceOf';
import { timeRows } from './timeRows';

/** What a sync was asked for, and its times. */
export function SyncFacts({ sync }: { sync: Sync }) {
  const t = useText();
  const asked = [
    sync.syncContacts && t('jobs.stages.contacts'),
    sync.syncChats && t('jobs.stages.chats'),
    sync.syncMessages && t('jobs.stages.messages'),
  ];
  const rows: [string, ReactNode][] = [
    [t('common.instance'), <InstanceOf key="instance" id={sync.instanceId} />],
    [t('jobs.what'), asked.filter(Boolean).join(', ')],
    [t('jobs.withMedia'), t(sync.processMedia ? 'common.yes' : 'common.no')],
    ...timeRows([
      [t('common.from'), sync.since],
      [t('common.until'), sync.until],
      [t('jobs.started'), sync.createdAt],
      [t('jobs.lastStep'), sync.updatedAt],
      [t('jobs.ended'), sync.finishedAt],
    ]),
  ];
  return <Facts rows={rows} />;
}
