import type { ComponentProps } from 'react';
import { cx } from './cx';

const KINDS = {
  main: 'bg-accent text-on-accent hover:brightness-90',
  plain:
    'bg-raised text-ink border border-line hover:border-quiet aria-pressed:border-accent aria-pressed:text-accent',
  danger: 'border border-bad text-bad hover:bg-raised',
} as const;

interface Props extends ComponentProps<'button'> {
  kind?: keyof typeof KINDS;
  isBusy?: boolean;
}

export function Button({ kind = 'plain', isBusy = false, className, type, ...rest }: Props) {
  return (
    <button
      {...rest}
      type={type ?? 'button'}
      disabled={rest.disabled ?? isBusy}
      aria-busy={isBusy || undefined}
      className={cx(
        'inline-flex min-h-10 items-center justify-center gap-2 rounded-lg px-4 py-2 font-medium',
        'disabled:cursor-not-allowed disabled:opacity-60',
        KINDS[kind],
        className,
      )}
    />
  );
}
