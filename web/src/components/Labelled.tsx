import { type ReactNode, useId } from 'react';
import { cx } from './cx';
import { FieldNotes, noteIds } from './FieldNotes';

/** The texts beside an input, a choice or an area. */
export interface FieldTexts {
  label: string;
  hint?: string | undefined;
  /** Why the value was refused. */
  error?: string | undefined;
}

interface Props extends FieldTexts {
  className?: string | undefined;
  /** The control, with what connects it to its label and its notes. */
  children: (connected: Connected) => ReactNode;
}

interface Connected {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
}

/** A control with its label and its notes, which are read with it. */
export function Labelled({ label, hint, error, className, children }: Props) {
  const notes = { id: useId(), hint, error };
  return (
    <div className={cx('flex flex-col gap-1', className)}>
      <label htmlFor={notes.id} className="font-medium">
        {label}
      </label>
      {children({
        id: notes.id,
        'aria-describedby': noteIds(notes),
        'aria-invalid': error ? true : undefined,
      })}
      <FieldNotes {...notes} />
    </div>
  );
}
