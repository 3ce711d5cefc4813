import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import {
  analyticsQuery,
  type Report,
  type ReportFilter,
  reportQuery,
} from '../../api/queries/analytics';
import { Loaded } from '../../components/Loaded';
import { Notice } from '../../components/Notice';
import { Page } from '../../components/Page';
import { useText } from '../../i18n/useText';
import { AnalyticsFilters } from './AnalyticsFilters';
import { Charts } from './Charts';
import { Counts } from './Counts';
import { GroupCharts } from './GroupCharts';
import { GroupTable } from './GroupTable';
import { ItemTable } from './ItemTable';
import { daysAgo } from './periods';
import { Table } from './Table';
import { Totals } from './Totals';

export function AnalyticsPage() {
  const t = useText();
  const [filter, setFilter] = useState<ReportFilter>(() => ({
    since: daysAgo(1, new Date()),
    until: '',
    instanceId: '',
    bucket: '',
    groupBy: 'none',
  }));
  return (
    <Page title={t('sections.analytics')} actions={<Table filter={filter} />}>
      <AnalyticsFilters filter={filter} onChange={setFilter} />
      <Loaded query={useQuery(reportQuery({ ...filter, groupBy: 'none' }))}>
        {report =>
          isEmpty(report) ? (
            <Notice>{t('analytics.empty')}</Notice>
          ) : (
            <>
              <Totals report={report} />
              {filter.groupBy === 'none' ? (
                <Charts report={report} />
              ) : (
                <Grouped filter={filter} whole={report} />
              )}
              <ItemTable report={report} />
              <Contents filter={filter} />
            </>
          )
        }
      </Loaded>
    </Page>
  );
}

function isEmpty({ total }: Report): boolean {
  const { messagesReceived, messagesSent, messagesFailed, answered, silent, failed } = total;
  const messages = (messagesReceived ?? 0) + (messagesSent ?? 0) + (messagesFailed ?? 0);
  return messages + answered + silent + failed === 0;
}

function Grouped({ filter, whole }: { filter: ReportFilter; whole: Report }) {
  return (
    <Loaded query={useQuery(reportQuery(filter))}>
      {report => (
        <>
          <GroupTable report={report} />
          <GroupCharts report={report} starts={whole.items.map(item => item.start)} />
        </>
      )}
    </Loaded>
  );
}

function Contents({ filter }: { filter: ReportFilter }) {
  const t = useText();
  return (
    <Loaded query={useQuery(analyticsQuery(filter))}>
      {figures => (
        <>
          <Counts title={t('analytics.byType')} counts={figures.messageTypes} />
          <Counts title={t('analytics.byStage')} counts={figures.errorStages} />
        </>
      )}
    </Loaded>
  );
}
