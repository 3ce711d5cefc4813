import { type KeyboardEvent, useEffect, useRef } from 'react';
import { focusAgain } from '../../../components/focusAgain';
import { useText } from '../../../i18n/useText';
import { EMOJI } from './emoji';

interface Props {
  onPick: (emoji: string) => void;
  onClose: () => void;
}

/** Loaded when it is opened. The arrow keys go through the emoji, of which there are hundreds. */
export default function EmojiPicker({ onPick, onClose }: Props) {
  const t = useText();
  const box = useRef<HTMLFieldSetElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    box.current?.querySelector('button')?.focus();
    return () => focusAgain(before);
  }, []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') onClose();
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const all = [...(box.current?.querySelectorAll('button') ?? [])];
    const at = all.indexOf(document.activeElement as HTMLButtonElement);
    all[(at + step + all.length) % all.length]?.focus();
  };
  return (
    <fieldset
      ref={box}
      aria-label={t('chats.emoji')}
      onKeyDown={onKeyDown}
      className="min-w-0 max-h-56 overflow-y-auto rounded-lg border border-line bg-surface p-2"
    >
      {EMOJI.map(group => (
        <section key={group.name} aria-label={t(group.name)}>
          <h3 className="text-quiet text-sm">{t(group.name)}</h3>
          <ul className="flex flex-wrap">
            {group.emoji.map(emoji => (
              <li key={emoji}>
                <button
                  type="button"
                  onClick={() => onPick(emoji)}
                  className="size-9 rounded text-xl hover:bg-raised"
                >
                  {emoji}
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </fieldset>
  );
}
