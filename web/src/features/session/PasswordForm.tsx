import { useMutation, useQueryClient } from '@tanstack/react-query';
import * as z from 'zod/mini';
import { changePassword, sessionQuery } from '../../api/queries/session';
import { Button } from '../../components/Button';
import { Field } from '../../components/Field';
import { NewPassword } from '../../components/NewPassword';
import { Notice } from '../../components/Notice';
import { Refused } from '../../components/Refused';
import { newPassword, untouched } from '../../forms/fields';
import { useSchemaForm } from '../../forms/useSchemaForm';
import { useText } from '../../i18n/useText';

const PASSWORDS = z.object({ currentPassword: untouched(), newPassword: newPassword() });

export function PasswordForm({ onChanged }: { onChanged?: () => void }) {
  const t = useText();
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: changePassword,
    async onSuccess() {
      form.reset();
      await client.fetchQuery({ ...sessionQuery, staleTime: 0 });
      onChanged?.();
    },
  });
  const form = useSchemaForm(PASSWORDS, {
    defaultValues: { currentPassword: '', newPassword: '' },
    error: change.error,
    onSubmit: passwords => change.mutate(passwords),
  });
  return (
    <form noValidate onSubmit={form.submit} className="flex max-w-sm flex-col gap-4">
      <Refused error={form.error} />
      {change.isSuccess && (
        <Notice tone="good" isAlert>
          {t('account.changed')}
        </Notice>
      )}
      <Field
        {...form.field('currentPassword')}
        label={t('account.current')}
        type="password"
        autoComplete="current-password"
        required
      />
      <NewPassword field={form.field('newPassword')} label={t('account.next')} />
      <Button type="submit" kind="main" isBusy={change.isPending} className="self-start">
        {t('account.changePassword')}
      </Button>
    </form>
  );
}
