import type { SyncEstimate } from '../../api/queries/jobs';
import { Facts } from '../../components/Page';
import { useLanguage, useText } from '../../i18n/useText';
import { durationOf } from './format';

/** What a sync would do. */
export function SyncEstimateFacts({ estimate }: { estimate: SyncEstimate }) {
  const t = useText();
  const language = useLanguage();
  const { chats, messages, durationMs } = estimate;
  const unknown = t('jobs.unknown');
  return (
    <Facts
      rows={[
        [t('jobs.chatsToAsk'), chats ?? t('jobs.none')],
        [t('jobs.messagesAtMost'), messages ?? t('jobs.none')],
        [t('jobs.time'), durationMs == null ? unknown : durationOf(durationMs, language)],
      ]}
    />
  );
}
