import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { LogFilter } from '../../api/live/logs';
import type { LogPeriod } from '../../api/queries/logs';
import { Page } from '../../components/Page';
import { useText } from '../../i18n/useText';
import { LogFilters } from './LogFilters';
import { LogLines } from './LogLines';
import { PastLines } from './PastLines';
import { TailControls } from './TailControls';
import { useTail } from './useTail';

export function LogsPage() {
  const t = useText();
  const { service = '*' } = useSearch({ from: '/signed-in/logs' });
  const [filter, setFilter] = useState<LogFilter>({
    services: [service],
    level: 'info',
    search: '',
  });
  const [period, setPeriod] = useState<LogPeriod>({ since: '', until: '' });
  return (
    <Page title={t('sections.logs')}>
      <LogFilters filter={filter} onChange={setFilter} period={period} onPeriod={setPeriod} />
      {period.since || period.until ? (
        <PastLines filter={filter} period={period} />
      ) : (
        <LiveLines filter={filter} />
      )}
    </Page>
  );
}

function LiveLines({ filter }: { filter: LogFilter }) {
  const tail = useTail(filter);
  return (
    <>
      <TailControls tail={tail} />
      <LogLines tail={tail} />
    </>
  );
}
