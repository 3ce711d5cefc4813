import { useEffect } from 'react';
import { focusAgain } from '../../components/focusAgain';
import { useText } from '../../i18n/useText';
import { TurnPerson } from './TurnPerson';

/** Whose turns alone are listed, with the button that lists those of everyone again. */
export function PersonChip({ id, onRemove }: { id: string; onRemove: () => void }) {
  const t = useText();
  useEffect(() => () => focusAgain(null), []);
  return (
    <p className="inline-flex min-h-10 max-w-full items-center gap-2 self-start rounded-lg border border-line bg-raised py-1 pr-1 pl-3">
      <span className="min-w-0 truncate">
        {t('turns.person')}: <TurnPerson id={id} />
      </span>
      <button
        type="button"
        aria-label={t('turns.ofEveryone')}
        title={t('turns.ofEveryone')}
        onClick={onRemove}
        className="inline-flex size-8 shrink-0 items-center justify-center rounded text-quiet hover:text-ink"
      >
        <span aria-hidden="true">×</span>
      </button>
    </p>
  );
}
