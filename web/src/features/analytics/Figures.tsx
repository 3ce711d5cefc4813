import type { Analytics } from '../../api/queries/analytics';
import { Card, Facts } from '../../components/Page';
import { useLanguage, useText } from '../../i18n/useText';
import { Counts } from './Counts';
import { HourCard } from './HourCard';

export function Figures({ figures }: { figures: Analytics }) {
  const t = useText();
  const language = useLanguage();
  const number = (value: number) => value.toLocaleString(language, { maximumFractionDigits: 1 });
  return (
    <>
      <Card title={t('analytics.messages')}>
        <Facts
          rows={[
            [t('analytics.total'), number(figures.totalMessages)],
            [t('analytics.successful'), number(figures.successfulMessages)],
            [t('analytics.failed'), number(figures.failedMessages)],
            [t('analytics.success'), `${number(figures.successRate)} %`],
            [t('analytics.processing'), number(figures.avgProcessingTimeMs)],
            [t('analytics.agent'), number(figures.avgAgentTimeMs)],
          ]}
        />
      </Card>
      <HourCard hours={figures.byHour} />
      <Counts title={t('analytics.byInstance')} counts={figures.instances} />
      <Counts title={t('analytics.byType')} counts={figures.messageTypes} />
      <Counts title={t('analytics.byStage')} counts={figures.errorStages} />
    </>
  );
}
