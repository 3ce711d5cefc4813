import { useState } from 'react';
import type { Schemas } from '../../api/client';
import { type Attendant, entryPointsKey, updateAttendant } from '../../api/queries/entryPoints';
import { Button } from '../../components/Button';
import { FormDialog } from '../../components/FormDialog';
import { useAction } from '../../components/useAction';
import { useSchemaForm } from '../../forms/useSchemaForm';
import { useText } from '../../i18n/useText';
import { AttendantOrder } from './AttendantOrder';
import { ATTENDANT_CHANGES } from './attendant';

/** Changes when an attendant is chosen, and for how many conversations at once. */
export function EditAttendant({ attendant }: { attendant: Attendant }) {
  const t = useText();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('common.edit')}</Button>
      {isOpen && <ChangesForm attendant={attendant} onClose={() => setOpen(false)} />}
    </>
  );
}

function ChangesForm({ attendant, onClose }: { attendant: Attendant; onClose: () => void }) {
  const t = useText();
  const { id, position, maxConversations } = attendant;
  const update = useAction(
    (body: Schemas['UpdateAttendantRequest']) => updateAttendant(id, body),
    [entryPointsKey],
    onClose,
  );
  const form = useSchemaForm(ATTENDANT_CHANGES, {
    defaultValues: {
      position: String(position),
      maxConversations: String(maxConversations ?? ''),
    },
    error: update.error,
    onSubmit: body => update.mutate(body),
  });
  return (
    <FormDialog
      title={t('entryPoints.edit')}
      action={t('common.save')}
      form={form}
      isBusy={update.isPending}
      onClose={onClose}
    >
      <AttendantOrder position={form.field('position')} most={form.field('maxConversations')} />
    </FormDialog>
  );
}
