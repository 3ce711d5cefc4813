import type { ReactNode } from 'react';

interface Props {
  title: ReactNode;
  detail?: ReactNode;
  mark?: ReactNode;
  actions?: ReactNode;
}

/** One item of a list. */
export function Row({ title, detail, mark, actions }: Props) {
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 rounded-xl border border-line bg-surface p-4">
      <div className="min-w-0 flex-1 basis-60">
        <div className="break-words font-medium [overflow-wrap:anywhere]">{title}</div>
        {detail && <div className="text-quiet text-sm [overflow-wrap:anywhere]">{detail}</div>}
      </div>
      {mark}
      {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
    </li>
  );
}
