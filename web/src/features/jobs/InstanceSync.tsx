import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import {
  type SyncStatus,
  startContinuousSync,
  stopContinuousSync,
  syncStatusQuery,
  syncsKey,
} from '../../api/queries/jobs';
import { ActionButton } from '../../components/ActionButton';
import { Choice } from '../../components/Field';
import { Loaded } from '../../components/Loaded';
import { Card, Facts } from '../../components/Page';
import { When } from '../../components/When';
import { useLanguage, useText } from '../../i18n/useText';
import { useMay } from '../session/useSession';
import { durationOf } from './format';

const MINUTE = 60_000;
const INTERVALS = [MINUTE, 15 * MINUTE, 60 * MINUTE, 24 * 60 * MINUTE];

/** What was brought over from an instance's network, and its continuous sync. */
export function InstanceSync({ id }: { id: string }) {
  const t = useText();
  const may = useMay();
  return (
    <Card title={t('jobs.continuous')}>
      <p className="text-quiet">{t('jobs.continuousText')}</p>
      <Loaded query={useQuery(syncStatusQuery(id))}>
        {status => (
          <>
            <SyncState status={status} />
            {may('instances:write') && <Change id={id} isOn={Boolean(status.continuous)} />}
          </>
        )}
      </Loaded>
      <Link to="/jobs" className="self-start text-accent underline">
        {t('jobs.all')}
      </Link>
    </Card>
  );
}

function SyncState({ status }: { status: SyncStatus }) {
  const t = useText();
  const language = useLanguage();
  const { continuous, lastSync, contactsCount, chatsCount, messagesCount } = status;
  const counts = { contacts: contactsCount, chats: chatsCount, messages: messagesCount };
  return (
    <Facts
      rows={[
        [
          t('common.status'),
          continuous
            ? t('jobs.every', { time: durationOf(continuous.intervalMs, language) })
            : t('jobs.continuousOff'),
        ],
        [t('jobs.next'), continuous ? <When key="next" at={continuous.nextAt} /> : '–'],
        [t('jobs.lastCompleted'), lastSync ? <When key="last" at={lastSync} /> : t('common.never')],
        [t('jobs.storedHere'), t('jobs.stored', counts)],
      ]}
    />
  );
}

function Change({ id, isOn }: { id: string; isOn: boolean }) {
  const t = useText();
  const language = useLanguage();
  const [every, setEvery] = useState(15 * MINUTE);
  if (isOn) {
    return (
      <ActionButton
        action={t('jobs.stopContinuous')}
        run={() => stopContinuousSync(id)}
        keys={[syncsKey]}
      />
    );
  }
  return (
    <div className="flex flex-wrap items-end gap-3">
      <Choice
        label={t('jobs.interval')}
        value={every}
        options={INTERVALS.map(ms => ({ value: String(ms), text: durationOf(ms, language) }))}
        onChange={event => setEvery(Number(event.target.value))}
      />
      <ActionButton
        action={t('jobs.startContinuous')}
        run={() => startContinuousSync(id, every)}
        keys={[syncsKey]}
      />
    </div>
  );
}
