import { useState } from 'react';
import type { Schemas } from '../../api/client';
import { addAttendant, entryPointsKey } from '../../api/queries/entryPoints';
import { Button } from '../../components/Button';
import { FormDialog } from '../../components/FormDialog';
import { useAction } from '../../components/useAction';
import { useSchemaForm } from '../../forms/useSchemaForm';
import { useText } from '../../i18n/useText';
import { AttendantChoice } from './AttendantChoice';
import { AttendantOrder } from './AttendantOrder';
import { ATTENDANT } from './attendant';

/** Adds an instance, whose agent answers, or a person. */
export function AddAttendant({ id }: { id: string }) {
  const t = useText();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button className="self-start" onClick={() => setOpen(true)}>
        {t('entryPoints.add')}
      </Button>
      {isOpen && <AttendantForm id={id} onClose={() => setOpen(false)} />}
    </>
  );
}

function AttendantForm({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useText();
  const add = useAction(
    (body: Schemas['AddAttendantRequest']) => addAttendant(id, body),
    [entryPointsKey],
    onClose,
  );
  const form = useSchemaForm(ATTENDANT, {
    defaultValues: {
      kind: 'agent',
      instanceId: '',
      userId: '',
      position: '0',
      maxConversations: '',
    },
    error: add.error,
    onSubmit: body => add.mutate(body),
  });
  return (
    <FormDialog
      title={t('entryPoints.add')}
      action={t('entryPoints.add')}
      form={form}
      isBusy={add.isPending}
      onClose={onClose}
    >
      <AttendantChoice
        kind={form.choice('kind')}
        instance={form.choice('instanceId')}
        user={form.choice('userId')}
      />
      <AttendantOrder position={form.field('position')} most={form.field('maxConversations')} />
    </FormDialog>
  );
}
