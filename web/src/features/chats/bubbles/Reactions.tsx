import type { Message } from '../../../api/queries/messages';
import { addressText } from '../../../lib/address';
import { useNames } from '../messages/useNames';

/** The reactions, each once with its number; who they are from on hover. */
export function Reactions({ reactions }: { reactions: Message['reactions'] }) {
  return reactions.length > 0 ? <Given reactions={reactions} /> : null;
}

function Given({ reactions }: { reactions: Message['reactions'] }) {
  const names = useNames();
  const from = new Map<string, string[]>();
  for (const { emoji, platformUserId } of reactions) {
    const name = names.get(platformUserId) ?? addressText(platformUserId);
    from.set(emoji, [...(from.get(emoji) ?? []), name]);
  }
  return (
    <ul className="flex flex-wrap gap-1">
      {[...from].map(([emoji, people]) => (
        <li
          key={emoji}
          title={people.join(', ')}
          className="rounded-full border border-line bg-raised px-2 text-sm"
        >
          {emoji} {people.length > 1 && people.length}
        </li>
      ))}
    </ul>
  );
}
