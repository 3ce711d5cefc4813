import { type ComponentProps, useId } from 'react';
import { cx } from './cx';
import { FieldNotes, noteIds } from './FieldNotes';

const BOX =
  'min-h-10 w-full rounded-lg border border-quiet bg-surface px-3 py-2 text-ink aria-invalid:border-bad';

interface Props extends ComponentProps<'input'> {
  label: string;
  hint?: string | undefined;
  /** Why the server refused the value. */
  error?: string | undefined;
}

/** An input with its label and what is said of it, which is read with it. */
export function Field({ label, hint, error, className, ...rest }: Props) {
  const notes = { id: useId(), hint, error };
  return (
    <div className={cx('flex flex-col gap-1', className)}>
      <label htmlFor={notes.id} className="font-medium">
        {label}
      </label>
      <input
        {...rest}
        id={notes.id}
        aria-describedby={noteIds(notes)}
        aria-invalid={error ? true : undefined}
        className={BOX}
      />
      <FieldNotes {...notes} />
    </div>
  );
}

interface ChoiceProps extends ComponentProps<'select'> {
  label: string;
  options: { value: string; text: string }[];
  hint?: string | undefined;
  error?: string | undefined;
}

export function Choice({ label, options, hint, error, className, ...rest }: ChoiceProps) {
  const notes = { id: useId(), hint, error };
  return (
    <div className={cx('flex flex-col gap-1', className)}>
      <label htmlFor={notes.id} className="font-medium">
        {label}
      </label>
      <select
        {...rest}
        id={notes.id}
        aria-describedby={noteIds(notes)}
        aria-invalid={error ? true : undefined}
        className={BOX}
      >
        {options.map(option => (
          <option key={option.value} value={option.value}>
            {option.text}
          </option>
        ))}
      </select>
      <FieldNotes {...notes} />
    </div>
  );
}
