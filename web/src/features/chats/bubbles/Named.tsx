import { MarkedText } from './MarkedText';

/** The kind of a message, and its text if it has one. */
export function Named({ name, text }: { name: string; text?: string | null | undefined }) {
  return (
    <div>
      <p className="text-quiet text-sm italic">{name}</p>
      {text && <MarkedText text={text} />}
    </div>
  );
}
