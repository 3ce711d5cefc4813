import { useLanguage, useText } from '../../../i18n/useText';
import { dayName } from '../../../lib/time';
import { Bubble } from '../bubbles/Bubble';
import { useConversation } from '../useConversation';
import { CallRow } from './CallRow';
import { ChangeRow } from './ChangeRow';
import { NoteRow } from './NoteRow';
import { OutgoingBubble } from './OutgoingBubble';
import type { Row } from './rows';

export function MessageRow({ row, isMarked }: { row: Row; isMarked: boolean }) {
  const t = useText();
  const language = useLanguage();
  const { instance } = useConversation();
  switch (row.type) {
    case 'day':
      return (
        <p className="my-1 self-center rounded-full bg-raised px-3 text-quiet text-sm">
          {dayName(new Date(row.at), language)}
        </p>
      );
    case 'unread':
      return (
        <p className="border-accent border-b text-center text-accent text-sm">
          {t('chats.unread', { count: row.count })}
        </p>
      );
    case 'note':
      return <NoteRow note={row.note} />;
    case 'call':
      return <CallRow call={row.call} />;
    case 'change':
      return <ChangeRow change={row.change} />;
    case 'outgoing':
      return <OutgoingBubble outgoing={row.outgoing} />;
    default:
      return (
        <Bubble
          instance={instance}
          message={row.message}
          showsSender={row.showsSender}
          isMarked={isMarked}
        />
      );
  }
}
