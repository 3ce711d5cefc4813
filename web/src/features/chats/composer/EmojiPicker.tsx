import { useText } from '../../../i18n/useText';
import { EMOJI } from './emoji';

/** Loaded when it is opened. */
export default function EmojiPicker({ onPick }: { onPick: (emoji: string) => void }) {
  const t = useText();
  return (
    <div className="max-h-56 overflow-y-auto rounded-lg border border-line bg-surface p-2">
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
    </div>
  );
}
