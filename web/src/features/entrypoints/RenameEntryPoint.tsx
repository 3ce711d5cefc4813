import { useState } from 'react';
import * as z from 'zod/mini';
import { entryPointsKey, updateEntryPoint } from '../../api/queries/entryPoints';
import { Button } from '../../components/Button';
import { Field } from '../../components/Field';
import { FormDialog } from '../../components/FormDialog';
import { useAction } from '../../components/useAction';
import { required } from '../../forms/fields';
import { useSchemaForm } from '../../forms/useSchemaForm';
import { useText } from '../../i18n/useText';

interface Props {
  id: string;
  name: string;
}

/** Changes what an entry point is called; programs go by its public id. */
export function RenameEntryPoint(props: Props) {
  const t = useText();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('entryPoints.rename')}</Button>
      {isOpen && <NameForm {...props} onClose={() => setOpen(false)} />}
    </>
  );
}

const NAME = z.object({ name: required() });

function NameForm({ id, name, onClose }: Props & { onClose: () => void }) {
  const t = useText();
  const update = useAction(
    (body: z.infer<typeof NAME>) => updateEntryPoint(id, body),
    [entryPointsKey],
    onClose,
  );
  const form = useSchemaForm(NAME, {
    defaultValues: { name },
    error: update.error,
    onSubmit: values => update.mutate(values),
  });
  return (
    <FormDialog
      title={t('entryPoints.rename')}
      action={t('common.save')}
      form={form}
      isBusy={update.isPending}
      onClose={onClose}
    >
      <Field {...form.field('name')} label={t('entryPoints.name')} required />
    </FormDialog>
  );
}
