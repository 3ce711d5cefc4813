import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useRef } from 'react';
import { changePassword, sessionQuery } from '../../api/queries/session';
import { Button } from '../../components/Button';
import { useReason } from '../../components/Failure';
import { Field } from '../../components/Field';
import { NewPassword } from '../../components/NewPassword';
import { Notice } from '../../components/Notice';
import { useText } from '../../i18n/useText';

export function PasswordForm({ onChanged }: { onChanged?: () => void }) {
  const t = useText();
  const reason = useReason();
  const client = useQueryClient();
  const form = useRef<HTMLFormElement>(null);
  const change = useMutation({
    mutationFn: changePassword,
    async onSuccess() {
      form.current?.reset();
      await client.fetchQuery({ ...sessionQuery, staleTime: 0 });
      onChanged?.();
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const currentPassword = String(fields.get('current'));
    change.mutate({ currentPassword, newPassword: String(fields.get('next')) });
  };
  return (
    <form ref={form} onSubmit={submit} className="flex max-w-sm flex-col gap-4">
      {change.isError && (
        <Notice tone="bad" isAlert>
          {reason(change.error)}
        </Notice>
      )}
      {change.isSuccess && (
        <Notice tone="good" isAlert>
          {t('account.changed')}
        </Notice>
      )}
      <Field
        label={t('account.current')}
        name="current"
        type="password"
        autoComplete="current-password"
        required
      />
      <NewPassword label={t('account.next')} name="next" />
      <Button type="submit" kind="main" isBusy={change.isPending} className="self-start">
        {t('account.changePassword')}
      </Button>
    </form>
  );
}
