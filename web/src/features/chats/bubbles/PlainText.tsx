import { Linked } from './Linked';

/** A text as it was written: never markup, in its own direction, and with its links. */
export function PlainText({ text }: { text: string }) {
  return (
    <p dir="auto" className="whitespace-pre-wrap break-words [overflow-wrap:anywhere]">
      <Linked text={text} />
    </p>
  );
}
