import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { createEntryPoint, entryPointsKey } from '../../api/queries/entryPoints';
import { Button } from '../../components/Button';
import { Field } from '../../components/Field';
import { FormDialog } from '../../components/FormDialog';
import { useDeed } from '../../components/useDeed';
import { useText } from '../../i18n/useText';

export function CreateEntryPoint() {
  const t = useText();
  const navigate = useNavigate();
  const [isOpen, setOpen] = useState(false);
  const create = useDeed(createEntryPoint, [entryPointsKey], ({ id }) => {
    setOpen(false);
    void navigate({ to: '/entry-points/$id', params: { id } });
  });
  return (
    <>
      <Button kind="main" onClick={() => setOpen(true)}>
        {t('entryPoints.new')}
      </Button>
      {isOpen && (
        <FormDialog
          title={t('entryPoints.new')}
          action={t('common.create')}
          error={create.error}
          isBusy={create.isPending}
          onSubmit={fields => create.mutate(String(fields.get('name')).trim())}
          onClose={() => setOpen(false)}
        >
          <Field label={t('entryPoints.name')} name="name" required />
        </FormDialog>
      )}
    </>
  );
}
