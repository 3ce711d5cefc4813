import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { sessionQuery } from '../../api/queries/session';
import { type Role, type User, updateUser, usersKey } from '../../api/queries/users';
import { Button } from '../../components/Button';
import { Field } from '../../components/Field';
import { FormDialog } from '../../components/FormDialog';
import { useDeed } from '../../components/useDeed';
import { useText } from '../../i18n/useText';
import { OperatorCheck } from './OperatorCheck';
import { RoleChoice } from './RoleChoice';

export function EditUser({ user }: { user: User }) {
  const t = useText();
  const isOperator = useQuery(sessionQuery).data?.user.isOperator ?? false;
  const [isOpen, setOpen] = useState(false);
  const update = useDeed(
    (body: Parameters<typeof updateUser>[1]) => updateUser(user.id, body),
    [usersKey],
    () => setOpen(false),
  );
  const submit = (fields: FormData) =>
    update.mutate({
      name: String(fields.get('name')).trim(),
      role: String(fields.get('role')) as Role,
      ...(isOperator ? { isOperator: fields.has('operator') } : {}),
    });
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('common.edit')}</Button>
      {isOpen && (
        <FormDialog
          title={t('users.edit', { name: user.name })}
          action={t('common.save')}
          error={update.error}
          isBusy={update.isPending}
          onSubmit={submit}
          onClose={() => setOpen(false)}
        >
          <Field label={t('users.name')} name="name" defaultValue={user.name} required />
          <RoleChoice present={user.role} />
          <OperatorCheck present={user.isOperator} />
        </FormDialog>
      )}
    </>
  );
}
