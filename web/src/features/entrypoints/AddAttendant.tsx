import { useState } from 'react';
import type { Schemas } from '../../api/client';
import { addAttendant, entryPointsKey } from '../../api/queries/entryPoints';
import { Button } from '../../components/Button';
import { Field } from '../../components/Field';
import { FormDialog } from '../../components/FormDialog';
import { useDeed } from '../../components/useDeed';
import { useText } from '../../i18n/useText';
import { AttendantChoice, readWho } from './AttendantChoice';

/** Adds an instance, whose agent answers, or a person. */
export function AddAttendant({ id }: { id: string }) {
  const t = useText();
  const [isOpen, setOpen] = useState(false);
  const add = useDeed(
    (body: Schemas['AddAttendantRequest']) => addAttendant(id, body),
    [entryPointsKey],
    () => setOpen(false),
  );
  const submit = (fields: FormData) => {
    const most = Number(fields.get('most'));
    add.mutate({
      ...readWho(fields),
      position: Number(fields.get('position')) || 0,
      ...(most > 0 ? { maxConversations: most } : {}),
    });
  };
  return (
    <>
      <Button className="self-start" onClick={() => setOpen(true)}>
        {t('entryPoints.add')}
      </Button>
      {isOpen && (
        <FormDialog
          title={t('entryPoints.add')}
          action={t('entryPoints.add')}
          error={add.error}
          isBusy={add.isPending}
          onSubmit={submit}
          onClose={() => setOpen(false)}
        >
          <AttendantChoice />
          <Field
            label={t('entryPoints.position')}
            hint={t('entryPoints.positionHint')}
            name="position"
            type="number"
            defaultValue={0}
          />
          <Field
            label={t('entryPoints.most')}
            hint={t('entryPoints.mostHint')}
            name="most"
            type="number"
            min={1}
          />
        </FormDialog>
      )}
    </>
  );
}
