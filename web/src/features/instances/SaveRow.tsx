import { Button } from '../../components/Button';
import { useText } from '../../i18n/useText';

interface Props {
  isPending: boolean;
  /** Whether there is something that can be saved. */
  canSave: boolean;
  isSaved: boolean;
}

/** The end of a form of an instance: its button, and that it is saved. */
export function SaveRow({ isPending, canSave, isSaved }: Props) {
  const t = useText();
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Button type="submit" kind="main" isBusy={isPending} disabled={isPending || !canSave}>
        {t('common.save')}
      </Button>
      <span role="status">{isSaved && t('instance.saved')}</span>
    </div>
  );
}
