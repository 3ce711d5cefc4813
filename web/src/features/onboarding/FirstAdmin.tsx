import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import * as z from 'zod/mini';
import { ApiFailure } from '../../api/errors';
import { setUp, setupQuery } from '../../api/queries/onboarding';
import { sessionQuery } from '../../api/queries/session';
import { Button } from '../../components/Button';
import { useReason } from '../../components/Failure';
import { Field } from '../../components/Field';
import { NewPassword } from '../../components/NewPassword';
import { Notice } from '../../components/Notice';
import { Page } from '../../components/Page';
import { newPassword, required } from '../../forms/fields';
import { useSchemaForm } from '../../forms/useSchemaForm';
import { useText } from '../../i18n/useText';

/** The code behind `#` of the address that the server printed. It is taken out of the address at once. */
function useCodeOfAddress(): string {
  const [code] = useState(() => decodeURIComponent(window.location.hash.slice(1)));
  useEffect(() => {
    const { pathname, search, hash } = window.location;
    if (hash) window.history.replaceState(window.history.state, '', pathname + search);
  }, []);
  return code;
}

const ADMIN = z.object({
  code: required(),
  name: required(),
  email: required(),
  password: newPassword(),
});

/** The person who has the code becomes the first administrator. */
export function FirstAdmin() {
  const t = useText();
  const client = useQueryClient();
  const code = useCodeOfAddress();
  const entry = useMutation({
    mutationFn: setUp,
    async onSuccess() {
      // Before the rest: a page without a session and without a setup is left for the sign-in.
      await client.fetchQuery({ ...sessionQuery, staleTime: 0 });
      client.setQueryData(setupQuery.queryKey, view => view && { ...view, needed: false });
    },
  });
  const form = useSchemaForm(ADMIN, {
    defaultValues: { code, name: '', email: '', password: '' },
    error: entry.error,
    onSubmit: admin => entry.mutate(admin),
  });
  return (
    <Page title={t('onboarding.admin.title')}>
      <p>{t('onboarding.admin.text')}</p>
      {form.error ? <Refusal error={form.error} /> : null}
      <form noValidate onSubmit={form.submit} className="flex max-w-sm flex-col gap-4">
        <Field
          {...form.field('code')}
          label={t('onboarding.admin.code')}
          hint={t('onboarding.admin.codeHint')}
          autoComplete="off"
          maxLength={128}
          required
        />
        <Field
          {...form.field('name')}
          label={t('onboarding.admin.name')}
          autoComplete="name"
          required
        />
        <Field
          {...form.field('email')}
          label={t('signIn.email')}
          autoComplete="username"
          inputMode="email"
          required
        />
        <NewPassword field={form.field('password')} label={t('signIn.password')} />
        <Button type="submit" kind="main" className="self-start" isBusy={entry.isPending}>
          {t('onboarding.admin.submit')}
        </Button>
      </form>
    </Page>
  );
}

function Refusal({ error }: { error: unknown }) {
  const t = useText();
  const reason = useReason();
  let text = reason(error);
  if (error instanceof ApiFailure && error.status === 401) text = t('onboarding.admin.wrong');
  if (error instanceof ApiFailure && error.status === 429) text = t('signIn.wait');
  return (
    <Notice tone="bad" isAlert>
      {text}
    </Notice>
  );
}
