import type { Message } from '../../../api/queries/messages';
import { addressText } from '../../../lib/address';

/** The reactions, each once with its number; who they are from on hover. */
export function Reactions({ reactions }: { reactions: Message['reactions'] }) {
  if (reactions.length === 0) return null;
  const from = new Map<string, string[]>();
  for (const { emoji, platformUserId } of reactions) {
    from.set(emoji, [...(from.get(emoji) ?? []), addressText(platformUserId)]);
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
