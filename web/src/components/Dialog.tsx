import { type ReactNode, useEffect, useId, useRef } from 'react';
import { focusAgain } from './focusAgain';

interface Props {
  title: string;
  onClose: () => void;
  children: ReactNode;
}

/**
 * A modal dialog, while it is rendered. The browser's own: it keeps the focus and closes with Escape. It
 * returns the focus only if it is closed before it leaves the page. Radix's writes a style sheet into the page, which the page's policy forbids.
 */
export function Dialog({ title, onClose, children }: Props) {
  const box = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const before = document.activeElement;
    if (!box.current?.open) box.current?.showModal();
    return () => focusAgain(before);
  }, []);
  return (
    <dialog
      ref={box}
      aria-labelledby={heading}
      onClose={event => {
        // React passes the event on to the dialog around this one.
        if (event.target === event.currentTarget) onClose();
      }}
      className="w-[min(32rem,calc(100vw-2rem))] rounded-xl border border-line bg-surface p-5 text-ink"
    >
      <h2 id={heading} className="mb-3 font-semibold text-lg [overflow-wrap:anywhere]">
        {title}
      </h2>
      {children}
    </dialog>
  );
}
