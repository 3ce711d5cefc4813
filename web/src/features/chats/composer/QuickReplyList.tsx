import type { QuickReply } from '../../../api/queries/quickReplies';
import { cx } from '../../../components/cx';
import { useText } from '../../../i18n/useText';

interface Props {
  id: string;
  found: QuickReply[];
  index: number;
  onPick: (reply: QuickReply) => void;
}

export const optionId = (list: string, reply: QuickReply) => `${list}-${reply.id}`;

/** What a slash has found. The focus stays in the text: its keys choose. */
export function QuickReplyList({ id, found, index, onPick }: Props) {
  const t = useText();
  if (found.length === 0) {
    return (
      <p role="status" className="px-2 text-quiet text-sm">
        {t('replies.none')}
      </p>
    );
  }
  return (
    <div
      id={id}
      role="listbox"
      aria-label={t('replies.quick')}
      className="max-h-60 overflow-y-auto rounded-lg border border-line bg-surface p-1"
    >
      {found.map((reply, at) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the text's
        <div
          key={reply.id}
          id={optionId(id, reply)}
          role="option"
          tabIndex={-1}
          aria-selected={at === index}
          // The text keeps the focus.
          onMouseDown={event => event.preventDefault()}
          onClick={() => onPick(reply)}
          className={cx('cursor-pointer rounded px-3 py-2', at === index && 'bg-raised')}
        >
          <div className="truncate">
            <bdi className="text-accent">/{reply.shortcut}</bdi> {reply.title}
          </div>
          <div dir="auto" className="truncate text-quiet text-sm">
            {reply.text}
          </div>
        </div>
      ))}
    </div>
  );
}
