import type { ComponentProps } from 'react';
import { type FieldTexts, Labelled } from './Labelled';

/** A field of several lines. */
export function Area({
  label,
  hint,
  error,
  className,
  ...rest
}: ComponentProps<'textarea'> & FieldTexts) {
  return (
    <Labelled label={label} hint={hint} error={error} className={className}>
      {connected => (
        <textarea
          rows={3}
          {...rest}
          {...connected}
          className="w-full rounded-lg border border-quiet bg-surface px-3 py-2 text-ink aria-invalid:border-bad"
        />
      )}
    </Labelled>
  );
}
