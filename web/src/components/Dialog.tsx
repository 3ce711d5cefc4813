import { type ReactNode, useEffect, useId, useRef } from 'react';

interface Props {
  title: string;
  onClose: () => void;
  children: ReactNode;
}

/**
 * A modal dialog, while it is rendered. The browser's own: it keeps the focus, closes with Escape and
 * returns the focus. Radix's writes a style sheet into the page, which the page's policy forbids.
 */
export function Dialog({ title, onClose, children }: Props) {
  const box = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    if (!box.current?.open) box.current?.showModal();
  }, []);
  return (
    <dialog
      ref={box}
      aria-labelledby={heading}
      onClose={onClose}
      className="w-[min(32rem,calc(100vw-2rem))] rounded-xl border border-line bg-surface p-5 text-ink"
    >
      <h2 id={heading} className="mb-3 font-semibold text-lg">
        {title}
      </h2>
      {children}
    </dialog>
  );
}
