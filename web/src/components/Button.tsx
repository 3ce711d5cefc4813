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

/** One that is busy does nothing, but keeps the focus, which the browser takes from a disabled one. */
export function Button({ kind = 'plain', isBusy = false, className, type, ...rest }: Props) {
  const isHeld = isBusy && rest.disabled === undefined;
  return (
    <button
      {...rest}
      type={type ?? 'button'}
      onClick={isHeld ? event => event.preventDefault() : rest.onClick}
      aria-disabled={isHeld || undefined}
      aria-busy={isBusy || undefined}
      className={cx(
        'inline-flex min-h-10 items-center justify-center gap-2 rounded-lg px-4 py-2 font-medium',
        'disabled:cursor-not-allowed disabled:opacity-60',
        'aria-disabled:cursor-not-allowed aria-disabled:opacity-60',
        KINDS[kind],
        className,
      )}
    />
  );
}
