import { type BatchEstimate, MEDIA_TYPES } from '../../api/queries/jobs';
import { Facts } from '../../components/Page';
import { useLanguage, useText } from '../../i18n/useText';
import { dollarsOf, durationOf } from './format';

/** What a batch job would do, and of each kind how many files. */
export function BatchEstimateFacts({ estimate }: { estimate: BatchEstimate }) {
  const t = useText();
  const language = useLanguage();
  const { totalItems, itemsToProcess, costUsd, durationMs, mediaTypes } = estimate;
  const kinds = MEDIA_TYPES.flatMap(kind => mediaTypes.filter(one => one.mediaType === kind));
  const unknown = t('jobs.unknown');
  return (
    <Facts
      rows={[
        [t('jobs.filesFound'), totalItems],
        [t('jobs.filesToRead'), itemsToProcess],
        ...kinds.map(({ mediaType, itemsToProcess: count }): [string, number] => [
          `– ${t(`jobs.media.${mediaType as (typeof MEDIA_TYPES)[number]}`)}`,
          count,
        ]),
        [t('jobs.cost'), costUsd == null ? unknown : dollarsOf(costUsd, language)],
        [t('jobs.time'), durationMs == null ? unknown : durationOf(durationMs, language)],
      ]}
    />
  );
}
