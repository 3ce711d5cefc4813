import { Button } from '../../../components/Button';
import { useText } from '../../../i18n/useText';

interface Props {
  /** The titles of the sections that are changed, were saved, and could not be. */
  changed: readonly string[];
  saved: readonly string[];
  failed: readonly string[];
  canSave: boolean;
  isSaving: boolean;
  onSave: () => void;
  onDiscard: () => void;
}

/** Saves all that is changed on the page, and shows what was. It stays in view. */
export function SaveBar({ changed, saved, failed, canSave, isSaving, onSave, onDiscard }: Props) {
  const t = useText();
  const listed = (titles: readonly string[]) => ({ sections: titles.join(', ') });
  const waiting = changed.filter(title => !failed.includes(title));
  return (
    <section
      aria-label={t('instance.saveBar.label')}
      className="sticky bottom-0 z-10 flex flex-wrap items-center gap-x-4 gap-y-2 rounded-t-xl border border-line bg-surface p-3"
    >
      <Button kind="main" isBusy={isSaving} disabled={isSaving || !canSave} onClick={onSave}>
        {t('common.save')}
      </Button>
      {changed.length > 0 && (
        <Button disabled={isSaving} onClick={onDiscard}>
          {t('instance.saveBar.discard')}
        </Button>
      )}
      <div className="min-w-0 text-sm">
        {failed.length > 0 && (
          <p role="alert" className="text-bad">
            {t('instance.saveBar.failed', listed(failed))}
          </p>
        )}
        <div role="status">
          {saved.length > 0 && <p>{t('instance.saveBar.saved', listed(saved))}</p>}
          {waiting.length > 0 && <p>{t('instance.saveBar.changed', listed(waiting))}</p>}
        </div>
      </div>
    </section>
  );
}
