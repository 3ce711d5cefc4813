import type { ComponentProps } from 'react';
import { type FieldTexts, Labelled } from './Labelled';

const BOX =
  'min-h-10 w-full rounded-lg border border-quiet bg-surface px-3 py-2 text-ink aria-invalid:border-bad';

/** An input of one line. */
export function Field({
  label,
  hint,
  error,
  className,
  ...rest
}: ComponentProps<'input'> & FieldTexts) {
  return (
    <Labelled label={label} hint={hint} error={error} className={className}>
      {connected => <input {...rest} {...connected} className={BOX} />}
    </Labelled>
  );
}

interface ChoiceProps extends ComponentProps<'select'>, FieldTexts {
  options: { value: string; text: string }[];
}

export function Choice({ label, options, hint, error, className, ...rest }: ChoiceProps) {
  return (
    <Labelled label={label} hint={hint} error={error} className={className}>
      {connected => (
        <select {...rest} {...connected} className={BOX}>
          {options.map(option => (
            <option key={option.value} value={option.value}>
              {option.text}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  );
}
