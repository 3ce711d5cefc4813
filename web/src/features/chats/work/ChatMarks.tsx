import { useQuery } from '@tanstack/react-query';
import type { Chat } from '../../../api/queries/chats';
import { labelsQuery } from '../../../api/queries/labels';
import { useText } from '../../../i18n/useText';
import { LabelName } from './LabelName';
import { labelsOf } from './options';

/** The labels of a chat in the list, and to whom it is assigned. */
export function ChatMarks({ chat }: { chat: Chat }) {
  const t = useText();
  const hasLabels = chat.labels.length > 0;
  const { data: labels = [] } = useQuery(labelsQuery(hasLabels ? chat.instanceId : ''));
  const own = labelsOf(labels, chat.labels);
  return (
    <>
      {own.map(label => (
        <LabelName key={label.id} name={label.name} color={label.color} />
      ))}
      {chat.assignee && (
        <span className="min-w-0 truncate text-quiet text-xs">
          <span aria-hidden="true">→ </span>
          <span className="sr-only">{t('chats.assignedTo')}: </span>
          <bdi>{chat.assignee.name}</bdi>
        </span>
      )}
    </>
  );
}
