import { cx } from './cx';

const TONES = { good: 'text-good', warn: 'text-warn', bad: 'text-bad', quiet: 'text-quiet' };

export type Tone = keyof typeof TONES;

/** A state in words; the colour only repeats it. */
export function Mark({ tone, text }: { tone: Tone; text: string }) {
  return (
    <span className={cx('inline-flex items-center gap-2 font-medium', TONES[tone])}>
      <span aria-hidden="true" className="size-2.5 shrink-0 rounded-full bg-current" />
      {text}
    </span>
  );
}
