import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import * as z from 'zod/mini';
import { sessionQuery } from '../../api/queries/session';
import { createUser, ROLES, usersKey } from '../../api/queries/users';
import { Button } from '../../components/Button';
import { Field } from '../../components/Field';
import { FormDialog } from '../../components/FormDialog';
import { Once } from '../../components/Once';
import { useAction } from '../../components/useAction';
import { useNewForm } from '../../components/useNewForm';
import { required } from '../../forms/fields';
import { useSchemaForm } from '../../forms/useSchemaForm';
import { useText } from '../../i18n/useText';
import { OperatorCheck } from './OperatorCheck';
import { RoleChoice } from './RoleChoice';

const USER = z.object({
  name: required(),
  email: required(),
  role: z.enum(ROLES),
  isOperator: z.boolean(),
});

/** The button, the form, and the first password, which the server makes and which is shown once. */
export function CreateUser() {
  const t = useText();
  const [isOpen, setOpen] = useNewForm();
  const [password, setPassword] = useState<string>();
  const created = (made: string | undefined) => {
    setOpen(false);
    setPassword(made);
  };
  return (
    <>
      <Button kind="main" onClick={() => setOpen(true)}>
        {t('users.new')}
      </Button>
      {isOpen && <UserForm onCreated={created} onClose={() => setOpen(false)} />}
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

interface Props {
  onCreated: (password: string | undefined) => void;
  onClose: () => void;
}

function UserForm({ onCreated, onClose }: Props) {
  const t = useText();
  const mayMakeOperators = useQuery(sessionQuery).data?.user.isOperator ?? false;
  const create = useAction(createUser, [usersKey], ({ password }) =>
    onCreated(password ?? undefined),
  );
  const form = useSchemaForm(USER, {
    defaultValues: { name: '', email: '', role: 'agent', isOperator: false },
    error: create.error,
    onSubmit: ({ isOperator, ...values }) =>
      create.mutate(mayMakeOperators ? { ...values, isOperator } : values),
  });
  return (
    <FormDialog
      title={t('users.new')}
      action={t('common.create')}
      form={form}
      isBusy={create.isPending}
      onClose={onClose}
    >
      <Field {...form.field('name')} label={t('users.name')} autoComplete="off" required />
      <Field
        {...form.field('email')}
        label={t('signIn.email')}
        inputMode="email"
        autoComplete="off"
        required
      />
      <RoleChoice field={form.choice('role')} />
      <OperatorCheck field={form.field('isOperator')} />
    </FormDialog>
  );
}
