import { useNavigate } from '@tanstack/react-router';
import * as z from 'zod/mini';
import { createEntryPoint, entryPointsKey } from '../../api/queries/entryPoints';
import { Button } from '../../components/Button';
import { Field } from '../../components/Field';
import { FormDialog } from '../../components/FormDialog';
import { useAction } from '../../components/useAction';
import { useNewForm } from '../../components/useNewForm';
import { required } from '../../forms/fields';
import { useSchemaForm } from '../../forms/useSchemaForm';
import { useText } from '../../i18n/useText';

const ENTRY_POINT = z.object({ name: required() });

export function CreateEntryPoint() {
  const t = useText();
  const [isOpen, setOpen] = useNewForm();
  return (
    <>
      <Button kind="main" onClick={() => setOpen(true)}>
        {t('entryPoints.new')}
      </Button>
      {isOpen && <EntryPointForm onClose={() => setOpen(false)} />}
    </>
  );
}

function EntryPointForm({ onClose }: { onClose: () => void }) {
  const t = useText();
  const navigate = useNavigate();
  const create = useAction(createEntryPoint, [entryPointsKey], ({ id }) => {
    onClose();
    void navigate({ to: '/entry-points/$id', params: { id } });
  });
  const form = useSchemaForm(ENTRY_POINT, {
    defaultValues: { name: '' },
    error: create.error,
    onSubmit: ({ name }) => create.mutate(name),
  });
  return (
    <FormDialog
      title={t('entryPoints.new')}
      action={t('common.create')}
      form={form}
      isBusy={create.isPending}
      onClose={onClose}
    >
      <Field {...form.field('name')} label={t('entryPoints.name')} required />
    </FormDialog>
  );
}
