import { useState } from 'react';
import type { LogFilter } from '../../api/live/logs';
import { Page } from '../../components/Page';
import { useText } from '../../i18n/useText';
import { LogFilters } from './LogFilters';
import { LogLines } from './LogLines';
import { TailControls } from './TailControls';
import { useTail } from './useTail';

export function LogsPage() {
  const t = useText();
  const [filter, setFilter] = useState<LogFilter>({ services: ['*'], level: 'info', search: '' });
  const tail = useTail(filter);
  return (
    <Page title={t('sections.logs')}>
      <LogFilters filter={filter} onChange={setFilter} />
      <TailControls tail={tail} />
      <LogLines tail={tail} />
    </Page>
  );
}
