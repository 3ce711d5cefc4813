import { useNames } from '../messages/useNames';
import { nameOfDigits, splitMentions } from './mentions';

/** A text whose mentions have the names of those who are mentioned, where the conversation has them. */
export function Mentioned({ text }: { text: string }) {
  return splitMentions(text).map((part, index) =>
    part.digits ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text have no other name
      <Mention key={index} digits={part.digits} />
    ) : (
      part.text
    ),
  );
}

function Mention({ digits }: { digits: string }) {
  const name = nameOfDigits(useNames(), digits);
  if (!name) return `@${digits}`;
  return (
    <bdi title={digits} className="text-accent">
      @{name}
    </bdi>
  );
}
