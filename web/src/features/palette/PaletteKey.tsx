import { lazy, Suspense, useEffect, useState } from 'react';
import { cx } from '../../components/cx';
import { loadManageTexts } from '../../i18n';
import { useText } from '../../i18n/useText';

/** With the texts of the management pages, whose actions it has. */
const Palette = lazy(async () => {
  const [palette] = await Promise.all([import('./Palette'), loadManageTexts()]);
  return palette;
});

/** Opens the palette on Ctrl-K, or Command-K, and by its button. */
export function PaletteKey() {
  const t = useText();
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      setOpen(true);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  return (
    <>
      <button
        type="button"
        onClick={() => setOpen(true)}
        aria-keyshortcuts="Control+K"
        className={cx(
          'flex min-h-12 w-10 shrink-0 items-center justify-center text-quiet hover:text-ink',
          'md:mb-2 md:min-h-10 md:w-full md:justify-between md:gap-2 md:rounded-lg md:border',
          'md:border-line md:px-3 md:hover:border-quiet',
        )}
      >
        {/* On a phone only a sign: beside it are the pages. */}
        <svg
          aria-hidden="true"
          viewBox="0 0 24 24"
          className="size-6 fill-none stroke-2 stroke-current md:hidden"
        >
          <path d="M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM16 16l5 5" />
        </svg>
        <span className="sr-only md:not-sr-only">{t('palette.open')}</span>
        <kbd className="hidden text-xs md:inline">Ctrl K</kbd>
      </button>
      {isOpen && (
        <Suspense fallback={null}>
          <Palette onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
