import { splitLinks } from './links';

/** A text as it was written: never markup, in its own direction, and with its links. */
export function PlainText({ text }: { text: string }) {
  return (
    <p dir="auto" className="whitespace-pre-wrap break-words [overflow-wrap:anywhere]">
      {splitLinks(text).map((part, index) =>
        part.isLink ? (
          <a
            // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text have no other name
            key={index}
            href={part.text}
            target="_blank"
            rel="noreferrer noopener"
            className="underline"
          >
            {part.text}
          </a>
        ) : (
          part.text
        ),
      )}
    </p>
  );
}
