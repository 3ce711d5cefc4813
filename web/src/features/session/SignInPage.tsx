import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Navigate, useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useEffect, useState } from 'react';
import { ApiFailure } from '../../api/errors';
import { setupQuery } from '../../api/queries/onboarding';
import { sessionQuery, signIn } from '../../api/queries/session';
import { Button } from '../../components/Button';
import { Failure, useReason } from '../../components/Failure';
import { Field } from '../../components/Field';
import { Notice } from '../../components/Notice';
import { useText } from '../../i18n/useText';
import { titlePage } from '../../lib/title';
import { providerAddress } from './provider';

export function SignInPage() {
  const t = useText();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { to } = useSearch({ from: '/login' });
  const [needsCode, setNeedsCode] = useState(false);
  const setup = useQuery(setupQuery);
  useEffect(() => {
    titlePage(t('signIn.title'));
  }, [t]);

  const entry = useMutation({
    mutationFn: signIn,
    async onSuccess() {
      await client.fetchQuery({ ...sessionQuery, staleTime: 0 });
      // Checked by the route: a path of this page.
      await navigate({ to: (to ?? '/') as '/', replace: true });
    },
    onError(error) {
      if (error instanceof ApiFailure && error.code === 'TOTP_REQUIRED') setNeedsCode(true);
    },
  });

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? '');
    const code = text('code').trim();
    const body = { email: text('email').trim(), password: text('password') };
    entry.mutate(code ? { ...body, code } : body);
  };

  // A new server has no administrator yet who could sign in.
  if (setup.data?.needed) return <Navigate to="/onboarding" replace />;
  return (
    <main className="mx-auto flex min-h-full max-w-sm flex-col justify-center gap-5 p-4">
      <div>
        <p className="font-semibold text-accent">Omni</p>
        <h1 className="font-semibold text-2xl">{t('signIn.title')}</h1>
      </div>
      {entry.isError && <Refusal error={entry.error} />}
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field
          label={t('signIn.email')}
          name="email"
          autoComplete="username"
          inputMode="email"
          required
        />
        <Field
          label={t('signIn.password')}
          name="password"
          type="password"
          autoComplete="current-password"
          required
        />
        {needsCode && (
          <Field label={t('signIn.code')} name="code" autoComplete="one-time-code" required />
        )}
        <Button type="submit" kind="main" isBusy={entry.isPending}>
          {t('signIn.submit')}
        </Button>
      </form>
      {/* It has the way to a provider, which would be missing without a reason. */}
      {setup.isError && <Failure error={setup.error} onRetry={() => void setup.refetch()} />}
      {setup.data?.signInProviders.map(name => (
        // No route of the page: the server sends the browser on to the provider.
        <a
          key={name}
          href={providerAddress(to)}
          className="inline-flex min-h-10 items-center justify-center rounded-lg border border-line bg-raised px-4 py-2 text-center font-medium hover:border-quiet"
        >
          {t('signIn.with', { name })}
        </a>
      ))}
      <p className="text-quiet text-sm">{t('signIn.hint')}</p>
    </main>
  );
}

function Refusal({ error }: { error: unknown }) {
  const t = useText();
  const reason = useReason();
  let text = reason(error);
  let isBad = true;
  if (error instanceof ApiFailure) {
    if (error.code === 'TOTP_REQUIRED') [text, isBad] = [t('signIn.codeNeeded'), false];
    else if (error.status === 401) text = t('signIn.wrong');
    else if (error.status === 429) text = t('signIn.wait');
  }
  return (
    <Notice tone={isBad ? 'bad' : 'info'} isAlert>
      {text}
    </Notice>
  );
}
