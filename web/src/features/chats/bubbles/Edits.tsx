import type { Message } from '../../../api/queries/messages';
import { When } from '../../../components/When';
import { useText } from '../../../i18n/useText';

/** The texts that were replaced, oldest first. */
export function Edits({ edits }: { edits: Message['editHistory'] }) {
  const t = useText();
  if (edits.length === 0) return null;
  return (
    <details className="text-quiet text-sm">
      <summary>{t('chats.edits', { count: edits.length })}</summary>
      <ol className="flex flex-col gap-1">
        {edits.map(edit => (
          <li key={`${edit.at} ${edit.text}`}>
            <When at={edit.at} />{' '}
            <s dir="auto" className="whitespace-pre-wrap break-words">
              {edit.text}
            </s>
          </li>
        ))}
      </ol>
    </details>
  );
}
