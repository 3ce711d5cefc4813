import type { Message } from '../../../api/queries/messages';
import { useText } from '../../../i18n/useText';
import { MarkedText } from './MarkedText';

/** A message with buttons or a list: what its receiver could choose. */
export function Interactive({ content }: { content: Message['content'] }) {
  const t = useText();
  return (
    <div className="flex flex-col gap-2">
      {content.text && <MarkedText text={content.text} />}
      <ul aria-label={t('chats.choices')} className="flex flex-col gap-1">
        {(content.options ?? []).map((option, index) => (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: two options may have the same text
            key={index}
            dir="auto"
            className="rounded-lg border border-line px-3 py-1 text-center text-accent"
          >
            {option}
          </li>
        ))}
      </ul>
    </div>
  );
}
