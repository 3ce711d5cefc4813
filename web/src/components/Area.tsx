import { type ComponentProps, useId } from 'react';
import { cx } from './cx';

interface Props extends ComponentProps<'textarea'> {
  label: string;
  hint?: string | undefined;
}

/** A field of several lines. */
export function Area({ label, hint, className, ...rest }: Props) {
  const id = useId();
  const hintId = `${id}-hint`;
  return (
    <div className={cx('flex flex-col gap-1', className)}>
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <textarea
        rows={3}
        {...rest}
        id={id}
        aria-describedby={hint ? hintId : undefined}
        className="w-full rounded-lg border border-quiet bg-surface px-3 py-2 text-ink"
      />
      {hint && (
        <p id={hintId} className="text-quiet text-sm">
          {hint}
        </p>
      )}
    </div>
  );
}
