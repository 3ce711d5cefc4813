import type { ReactNode } from 'react';

/** The filters of a list, beside each other where there is room. */
export function Filters({ children }: { children: ReactNode }) {
  return (
    <div className="grid grid-cols-1 items-end gap-3 sm:grid-cols-2 lg:grid-cols-3">{children}</div>
  );
}
