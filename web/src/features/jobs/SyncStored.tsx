import type { Sync } from '../../api/queries/jobs';
import { Card, Facts } from '../../components/Page';
import { useText } from '../../i18n/useText';

/** What a sync has brought over, beside what was expected of it. */
export function SyncStored({ sync }: { sync: Sync }) {
  const t = useText();
  const { syncMessages, contacts, chats, messages, estimatedChats, estimatedMessages } = sync;
  const expected: [string, number][] = [
    [t('jobs.chatsExpected'), estimatedChats],
    [t('jobs.messagesExpected'), estimatedMessages],
  ];
  return (
    <Card title={t('jobs.brought')}>
      <Facts
        rows={[
          [t('jobs.stages.contacts'), contacts],
          [t('jobs.stages.chats'), chats],
          [t('jobs.stages.messages'), messages],
          ...(syncMessages ? expected : []),
        ]}
      />
    </Card>
  );
}
