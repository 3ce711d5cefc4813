import { useState } from 'react';
import * as z from 'zod/mini';
import { deadLettersKey, resolveLetter } from '../../api/queries/deadLetters';
import { Area } from '../../components/Area';
import { Button } from '../../components/Button';
import { FormDialog } from '../../components/FormDialog';
import { useAction } from '../../components/useAction';
import { required } from '../../forms/fields';
import { useSchemaForm } from '../../forms/useSchemaForm';
import { useText } from '../../i18n/useText';

const RESOLUTION = z.object({ note: required() });

/** Closes a dead letter with a note of what was done about it. */
export function Resolve({ id }: { id: string }) {
  const t = useText();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('letters.resolve')}</Button>
      {isOpen && <ResolutionForm id={id} onClose={() => setOpen(false)} />}
    </>
  );
}

function ResolutionForm({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useText();
  const mutation = useAction((note: string) => resolveLetter(id, note), [deadLettersKey], onClose);
  const form = useSchemaForm(RESOLUTION, {
    defaultValues: { note: '' },
    error: mutation.error,
    onSubmit: ({ note }) => mutation.mutate(note),
  });
  return (
    <FormDialog
      title={t('letters.resolve')}
      action={t('letters.resolve')}
      form={form}
      isBusy={mutation.isPending}
      onClose={onClose}
    >
      <Area
        {...form.field('note')}
        label={t('letters.note')}
        hint={t('letters.noteHint')}
        required
      />
    </FormDialog>
  );
}
