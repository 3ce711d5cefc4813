import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type AnalyticsFilter, analyticsQuery } from '../../api/queries/analytics';
import { Loaded } from '../../components/Loaded';
import { Notice } from '../../components/Notice';
import { Page } from '../../components/Page';
import { useText } from '../../i18n/useText';
import { AnalyticsFilters } from './AnalyticsFilters';
import { Figures } from './Figures';
import { daysAgo } from './hours';

export function AnalyticsPage() {
  const t = useText();
  const [filter, setFilter] = useState<AnalyticsFilter>(() => ({
    since: daysAgo(1, new Date()),
    until: '',
    instanceId: '',
  }));
  return (
    <Page title={t('sections.analytics')}>
      <AnalyticsFilters filter={filter} onChange={setFilter} />
      <Loaded query={useQuery(analyticsQuery(filter))}>
        {figures =>
          figures.totalMessages === 0 ? (
            <Notice>{t('analytics.empty')}</Notice>
          ) : (
            <Figures figures={figures} />
          )
        }
      </Loaded>
    </Page>
  );
}
