import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useState } from 'react';
import { ApiFailure } from '../../api/errors';
import { setUp, setupQuery } from '../../api/queries/onboarding';
import { sessionQuery } from '../../api/queries/session';
import { Button } from '../../components/Button';
import { useReason } from '../../components/Failure';
import { Field } from '../../components/Field';
import { NewPassword } from '../../components/NewPassword';
import { Notice } from '../../components/Notice';
import { Page } from '../../components/Page';
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
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? '');
    entry.mutate({
      code: text('code').trim(),
      email: text('email').trim(),
      name: text('name').trim(),
      password: text('password'),
    });
  };
  return (
    <Page title={t('onboarding.admin.title')}>
      <p>{t('onboarding.admin.text')}</p>
      {entry.isError && <Refusal error={entry.error} />}
      <form onSubmit={submit} className="flex max-w-sm flex-col gap-4">
        <Field
          label={t('onboarding.admin.code')}
          hint={t('onboarding.admin.codeHint')}
          name="code"
          defaultValue={code}
          autoComplete="off"
          maxLength={128}
          required
        />
        <Field label={t('onboarding.admin.name')} name="name" autoComplete="name" required />
        <Field
          label={t('signIn.email')}
          name="email"
          autoComplete="username"
          inputMode="email"
          required
        />
        <NewPassword label={t('signIn.password')} name="password" />
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
