import { splitLinks } from './links';
import { Mentioned } from './Mentioned';

/** A text with its web addresses as links, and its mentions as names. */
export function Linked({ text }: { text: string }) {
  return splitLinks(text).map((part, index) =>
    part.isLink ? (
      <a
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text have no other name
        key={index}
        href={part.text}
        // Also in a text from right to left, and apart from the punctuation around it.
        dir="ltr"
        target="_blank"
        rel="noreferrer noopener"
        className="underline"
      >
        {part.text}
      </a>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: see above
      <Mentioned key={index} text={part.text} />
    ),
  );
}
