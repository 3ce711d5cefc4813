import type { Chat } from '../../../api/queries/chats';
import { cx } from '../../../components/cx';
import { useText } from '../../../i18n/useText';
import { authorOf } from '../sentBy';

type Last = NonNullable<Chat['lastMessage']>;

/** How far an own message is, as its recipient's app shows it. What is not listed has no mark. */
const MARKS: Partial<Record<Last['status'], string>> = {
  queued: '◷',
  sent: '✓',
  delivered: '✓✓',
  read: '✓✓',
  failed: '!',
};

interface Props {
  chat: Chat;
  /** Who is signed in. */
  userId: string | undefined;
}

/** The newest message of a chat in one line: who wrote it, and how far one of the account is. */
export function LastMessage({ chat, userId }: Props) {
  const author = useAuthor(chat, userId);
  const last = chat.lastMessage;
  return (
    <span className="flex min-w-0 flex-1 items-center gap-1 text-sm">
      {last?.isFromMe && <StatusMark status={last.status} />}
      <span className="min-w-0 truncate text-quiet">
        {author && (
          <>
            <bdi>{author}</bdi>:{' '}
          </>
        )}
        <bdi>{chat.lastMessagePreview ?? ''}</bdi>
      </span>
    </span>
  );
}

/** Of a chat with one person it is clear who the other is. */
function useAuthor({ lastMessage: last, chatType }: Chat, userId: string | undefined) {
  const t = useText();
  if (!last) return null;
  if (last.isFromMe) return authorOf(last, userId, t);
  return chatType === 'dm' ? null : (last.senderName ?? null);
}

function StatusMark({ status }: { status: Last['status'] }) {
  const t = useText();
  const mark = MARKS[status];
  if (!mark) return null;
  const hasFailed = status === 'failed';
  return (
    <span
      data-status={status}
      title={t(`chats.status.${status}`)}
      className={cx(
        'shrink-0 text-xs',
        hasFailed
          ? 'flex size-4 items-center justify-center rounded-full border border-bad font-bold text-bad'
          : status === 'read'
            ? 'text-accent'
            : 'text-quiet',
      )}
    >
      <span aria-hidden="true">{mark}</span>
      <span className="sr-only">{t(`chats.status.${status}`)}</span>
    </span>
  );
}
