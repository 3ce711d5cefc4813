import type { ReactNode } from 'react';
import { cx } from './cx';

const TONES = { info: 'border-line', good: 'border-good', warn: 'border-warn', bad: 'border-bad' };

/** A message in the page. `isAlert`: it appeared because of what the reader just did. */
export function Notice(props: {
  tone?: keyof typeof TONES;
  isAlert?: boolean;
  children: ReactNode;
}) {
  const { tone = 'info', isAlert = false, children } = props;
  return (
    <div
      role={isAlert ? 'alert' : undefined}
      className={cx('rounded-lg border-l-4 bg-surface px-4 py-3', TONES[tone])}
    >
      {children}
    </div>
  );
}
