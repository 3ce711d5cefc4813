import type { Note } from '../../../api/queries/notes';
import { useLanguage, useText } from '../../../i18n/useText';
import { clock, exact } from '../../../lib/time';
import { PlainText } from '../bubbles/PlainText';

/** An internal note between the messages: it is none of them, and is marked as such. */
export function NoteRow({ note }: { note: Note }) {
  const t = useText();
  const language = useLanguage();
  const at = new Date(note.createdAt);
  const author = note.authorName ?? note.author;
  return (
    <div
      role="note"
      aria-label={t('chats.noteBy', { name: author })}
      data-note={note.id}
      className="my-1 flex w-[min(36rem,88%)] flex-col gap-1 self-center rounded-xl border border-warn border-dashed bg-surface px-3 py-2"
    >
      <p className="flex flex-wrap justify-between gap-x-3 text-sm">
        <span className="font-medium text-warn">
          {t('chats.note')} · <bdi>{author}</bdi>
        </span>
        <time dateTime={note.createdAt} title={exact(at, language)} className="text-quiet text-xs">
          {clock(at, language)}
        </time>
      </p>
      <PlainText text={note.text} />
    </div>
  );
}
