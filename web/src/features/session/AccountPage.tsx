import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { ToggleGroup } from 'radix-ui';
import { sessionKey, sessionQuery, signOut, signOutEverywhere } from '../../api/queries/session';
import { Button } from '../../components/Button';
import { Notice } from '../../components/Notice';
import { Card, Page } from '../../components/Page';
import { Reason } from '../../components/Reason';
import { chooseLanguage, LANGUAGES, type Language } from '../../i18n';
import { useLanguage, useText } from '../../i18n/useText';
import { chooseTheme, THEMES, type Theme, theme } from '../../lib/theme';
import { useStore } from '../../lib/useStore';
import { Notifications } from './Notifications';
import { PasswordForm } from './PasswordForm';
import { Sessions } from './Sessions';
import { Totp } from './Totp';

export function AccountPage() {
  const t = useText();
  const { data: session } = useQuery(sessionQuery);
  const navigate = useNavigate();
  if (!session) return null;
  const { email, role, mustChangePassword, hasTotp } = session.user;
  return (
    <Page title={t('account.title')}>
      <p className="break-words">{t('account.signedInAs', { email, role })}</p>
      {mustChangePassword && <Notice tone="warn">{t('account.mustChange')}</Notice>}
      <Card title={t('account.changePassword')}>
        <PasswordForm onChanged={() => mustChangePassword && void navigate({ to: '/' })} />
      </Card>
      {!mustChangePassword && <Totp isOn={hasTotp} />}
      <ThemeCard />
      <LanguageCard />
      <Notifications />
      {!mustChangePassword && <Sessions />}
      <SignOut />
    </Page>
  );
}

function ThemeCard() {
  const t = useText();
  const chosen = useStore(theme);
  const options = THEMES.map(value => ({ value, text: t(`account.themes.${value}`) }));
  return (
    <Card title={t('account.theme')}>
      <Options
        label={t('account.theme')}
        value={chosen}
        options={options}
        onChoose={value => chooseTheme(value as Theme)}
      />
    </Card>
  );
}

function LanguageCard() {
  const t = useText();
  const options = Object.entries(LANGUAGES).map(([value, text]) => ({ value, text }));
  return (
    <Card title={t('account.language')}>
      <Options
        label={t('account.language')}
        value={useLanguage()}
        options={options}
        onChoose={value => void chooseLanguage(value as Language)}
      />
    </Card>
  );
}

interface OptionsProps {
  label: string;
  value: string;
  options: { value: string; text: string }[];
  onChoose: (value: string) => void;
}

function Options({ label, value, options, onChoose }: OptionsProps) {
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={label}
      value={value}
      onValueChange={next => next && onChoose(next)}
      className="flex flex-wrap gap-2"
    >
      {options.map(option => (
        <ToggleGroup.Item
          key={option.value}
          value={option.value}
          className="min-h-10 rounded-lg border border-line bg-raised px-4 py-2 data-[state=on]:border-accent data-[state=on]:bg-accent data-[state=on]:text-on-accent"
        >
          {option.text}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}

function SignOut() {
  const t = useText();
  const client = useQueryClient();
  const navigate = useNavigate();
  const leave = useMutation({
    mutationFn: async (everywhere: boolean): Promise<unknown> =>
      everywhere ? signOutEverywhere() : signOut(),
    async onSuccess() {
      // Before the rest: the guard of the sign-in page asks for it.
      client.setQueryData(sessionKey, null);
      await navigate({ to: '/login' });
      client.removeQueries({ predicate: query => query.queryKey[0] !== sessionKey[0] });
    },
  });
  return (
    <div className="flex flex-wrap gap-3">
      {leave.isError && (
        <Notice tone="bad" isAlert>
          <Reason error={leave.error} />
        </Notice>
      )}
      <Button isBusy={leave.isPending} onClick={() => leave.mutate(false)}>
        {t('account.signOut')}
      </Button>
      <Button kind="danger" isBusy={leave.isPending} onClick={() => leave.mutate(true)}>
        {t('account.signOutAll')}
      </Button>
    </div>
  );
}
