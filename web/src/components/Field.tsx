import { type ComponentProps, useId } from 'react';
import { cx } from './cx';

const BOX = 'min-h-10 w-full rounded-lg border border-quiet bg-surface px-3 py-2 text-ink';

interface Props extends ComponentProps<'input'> {
  label: string;
  hint?: string;
}

/** An input with its label and a hint, which are read with it. */
export function Field({ label, hint, className, ...rest }: Props) {
  const id = useId();
  const hintId = `${id}-hint`;
  return (
    <div className={cx('flex flex-col gap-1', className)}>
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <input {...rest} id={id} aria-describedby={hint ? hintId : undefined} className={BOX} />
      {hint && (
        <p id={hintId} className="text-quiet text-sm">
          {hint}
        </p>
      )}
    </div>
  );
}

interface ChoiceProps extends ComponentProps<'select'> {
  label: string;
  options: { value: string; text: string }[];
}

export function Choice({ label, options, className, ...rest }: ChoiceProps) {
  const id = useId();
  return (
    <div className={cx('flex flex-col gap-1', className)}>
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <select {...rest} id={id} className={BOX}>
        {options.map(option => (
          <option key={option.value} value={option.value}>
            {option.text}
          </option>
        ))}
      </select>
    </div>
  );
}
