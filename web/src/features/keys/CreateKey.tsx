import { useState } from 'react';
import { createKey, keysKey } from '../../api/queries/keys';
import { Button } from '../../components/Button';
import { Once } from '../../components/Once';
import { useAction } from '../../components/useAction';
import { useNewForm } from '../../components/useNewForm';
import { useText } from '../../i18n/useText';
import { KeyForm } from './KeyForm';

/** The button, the form, and the new key, which is shown once. */
export function CreateKey() {
  const t = useText();
  const [isOpen, setOpen] = useNewForm();
  const [secret, setSecret] = useState<string>();
  const create = useAction(createKey, [keysKey], ({ key }) => {
    setOpen(false);
    setSecret(key);
  });
  return (
    <>
      <Button kind="main" onClick={() => setOpen(true)}>
        {t('keys.new')}
      </Button>
      {isOpen && (
        <KeyForm
          title={t('keys.new')}
          action={t('common.create')}
          error={create.error}
          isBusy={create.isPending}
          onSubmit={values => create.mutate(values)}
          onClose={() => setOpen(false)}
        />
      )}
      {secret && (
        <Once title={t('keys.created')} secret={secret} onClose={() => setSecret(undefined)} />
      )}
    </>
  );
}
