import { lazy, Suspense, useEffect, useState } from 'react';
import { useText } from '../../i18n/useText';

const Palette = lazy(() => import('./Palette'));

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
        className="mb-2 hidden min-h-10 w-full items-center justify-between gap-2 rounded-lg border border-line px-3 text-quiet hover:border-quiet md:flex"
      >
        {t('palette.open')}
        <kbd className="text-xs">Ctrl K</kbd>
      </button>
      {isOpen && (
        <Suspense fallback={null}>
          <Palette onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
