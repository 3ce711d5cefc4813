import { type ComponentProps, useId } from 'react';
import { FieldNotes, noteIds } from './FieldNotes';

interface Props extends Omit<ComponentProps<'input'>, 'type'> {
  label: string;
  hint?: string | undefined;
  /** Why it was refused. */
  error?: string | undefined;
}

/** A box to tick. */
export function Check({ label, hint, error, ...rest }: Props) {
  const notes = { id: useId(), hint, error };
  return (
    <div className="flex items-start gap-3">
      <input
        {...rest}
        id={notes.id}
        type="checkbox"
        aria-describedby={noteIds(notes)}
        aria-invalid={error ? true : undefined}
        className="mt-1 size-5 shrink-0 accent-[var(--accent)]"
      />
      <div className="min-w-0 [overflow-wrap:anywhere]">
        <label htmlFor={notes.id}>{label}</label>
        <FieldNotes {...notes} />
      </div>
    </div>
  );
}
