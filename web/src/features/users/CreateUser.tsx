import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { sessionQuery } from '../../api/queries/session';
import { createUser, type Role, usersKey } from '../../api/queries/users';
import { Button } from '../../components/Button';
import { Field } from '../../components/Field';
import { FormDialog } from '../../components/FormDialog';
import { Once } from '../../components/Once';
import { useDeed } from '../../components/useDeed';
import { useText } from '../../i18n/useText';
import { OperatorCheck } from './OperatorCheck';
import { RoleChoice } from './RoleChoice';

/** The button, the form, and the first password, which the server makes and which is shown once. */
export function CreateUser() {
  const t = useText();
  const isOperator = useQuery(sessionQuery).data?.user.isOperator ?? false;
  const [isOpen, setOpen] = useState(false);
  const [password, setPassword] = useState<string>();
  const create = useDeed(createUser, [usersKey], created => {
    setOpen(false);
    setPassword(created.password ?? undefined);
  });
  const submit = (fields: FormData) =>
    create.mutate({
      email: String(fields.get('email')).trim(),
      name: String(fields.get('name')).trim(),
      role: String(fields.get('role')) as Role,
      ...(isOperator ? { isOperator: fields.has('operator') } : {}),
    });
  return (
    <>
      <Button kind="main" onClick={() => setOpen(true)}>
        {t('users.new')}
      </Button>
      {isOpen && (
        <FormDialog
          title={t('users.new')}
          action={t('common.create')}
          error={create.error}
          isBusy={create.isPending}
          onSubmit={submit}
          onClose={() => setOpen(false)}
        >
          <Field label={t('users.name')} name="name" autoComplete="off" required />
          <Field
            label={t('signIn.email')}
            name="email"
            inputMode="email"
            autoComplete="off"
            required
          />
          <RoleChoice />
          <OperatorCheck />
        </FormDialog>
      )}
      {password && (
        <Once
          title={t('users.password')}
          secret={password}
          onClose={() => setPassword(undefined)}
        />
      )}
    </>
  );
}
