import { type ComponentProps, useId } from 'react';
import { cx } from './cx';
import { FieldNotes, noteIds } from './FieldNotes';

interface Props extends ComponentProps<'textarea'> {
  label: string;
  hint?: string | undefined;
  /** Why the server refused the value. */
  error?: string | undefined;
}

/** A field of several lines. */
export function Area({ label, hint, error, className, ...rest }: Props) {
  const notes = { id: useId(), hint, error };
  return (
    <div className={cx('flex flex-col gap-1', className)}>
      <label htmlFor={notes.id} className="font-medium">
        {label}
      </label>
      <textarea
        rows={3}
        {...rest}
        id={notes.id}
        aria-describedby={noteIds(notes)}
        aria-invalid={error ? true : undefined}
        className="w-full rounded-lg border border-quiet bg-surface px-3 py-2 text-ink aria-invalid:border-bad"
      />
      <FieldNotes {...notes} />
    </div>
  );
}
