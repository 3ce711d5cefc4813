import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import * as z from 'zod/mini';
import { sessionQuery } from '../../api/queries/session';
import { ROLES, type User, updateUser, usersKey } from '../../api/queries/users';
import { Button } from '../../components/Button';
import { Field } from '../../components/Field';
import { FormDialog } from '../../components/FormDialog';
import { useAction } from '../../components/useAction';
import { required } from '../../forms/fields';
import { useSchemaForm } from '../../forms/useSchemaForm';
import { useText } from '../../i18n/useText';
import { OperatorCheck } from './OperatorCheck';
import { RoleChoice } from './RoleChoice';

const CHANGES = z.object({ name: required(), role: z.enum(ROLES), isOperator: z.boolean() });

export function EditUser({ user }: { user: User }) {
  const t = useText();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('common.edit')}</Button>
      {isOpen && <ChangesForm user={user} onClose={() => setOpen(false)} />}
    </>
  );
}

function ChangesForm({ user, onClose }: { user: User; onClose: () => void }) {
  const t = useText();
  const mayMakeOperators = useQuery(sessionQuery).data?.user.isOperator ?? false;
  const update = useAction(
    (body: Parameters<typeof updateUser>[1]) => updateUser(user.id, body),
    [usersKey],
    onClose,
  );
  const form = useSchemaForm(CHANGES, {
    defaultValues: { name: user.name, role: user.role, isOperator: user.isOperator },
    error: update.error,
    onSubmit: ({ isOperator, ...values }) =>
      update.mutate(mayMakeOperators ? { ...values, isOperator } : values),
  });
  return (
    <FormDialog
      title={t('users.edit', { name: user.name })}
      action={t('common.save')}
      form={form}
      isBusy={update.isPending}
      onClose={onClose}
    >
      <Field {...form.field('name')} label={t('users.name')} required />
      <RoleChoice present={user.role} field={form.choice('role')} />
      <OperatorCheck field={form.field('isOperator')} />
    </FormDialog>
  );
}
