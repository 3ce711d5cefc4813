import { type ReactNode, useEffect } from 'react';
import { focusAgain } from './focusAgain';

interface Props {
  /** What the button does that removes it. */
  remove: string;
  onRemove: () => void;
  children: ReactNode;
}

/** A filter that was chosen on another page, with the button that removes it. */
export function Chip({ remove, onRemove, children }: Props) {
  useEffect(() => () => focusAgain(null), []);
  return (
    <p className="inline-flex min-h-10 max-w-full items-center gap-2 self-start rounded-lg border border-line bg-raised py-1 pr-1 pl-3">
      <span className="min-w-0 truncate">{children}</span>
      <button
        type="button"
        aria-label={remove}
        title={remove}
        onClick={onRemove}
        className="inline-flex size-8 shrink-0 items-center justify-center rounded text-quiet hover:text-ink"
      >
        <span aria-hidden="true">×</span>
      </button>
    </p>
  );
}
