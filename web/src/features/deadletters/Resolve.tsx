import { useState } from 'react';
import { deadLettersKey, resolveLetter } from '../../api/queries/deadLetters';
import { Area } from '../../components/Area';
import { Button } from '../../components/Button';
import { FormDialog } from '../../components/FormDialog';
import { useDeed } from '../../components/useDeed';
import { useText } from '../../i18n/useText';

/** Closes a dead letter with a note of what was done about it. */
export function Resolve({ id }: { id: string }) {
  const t = useText();
  const [isOpen, setOpen] = useState(false);
  const deed = useDeed(
    (note: string) => resolveLetter(id, note),
    [deadLettersKey],
    () => setOpen(false),
  );
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('letters.resolve')}</Button>
      {isOpen && (
        <FormDialog
          title={t('letters.resolve')}
          action={t('letters.resolve')}
          error={deed.error}
          isBusy={deed.isPending}
          onSubmit={fields => deed.mutate(String(fields.get('note')).trim())}
          onClose={() => setOpen(false)}
        >
          <Area label={t('letters.note')} hint={t('letters.noteHint')} name="note" required />
        </FormDialog>
      )}
    </>
  );
}
