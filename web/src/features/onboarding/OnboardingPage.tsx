import { useQuery } from '@tanstack/react-query';
import { Navigate } from '@tanstack/react-router';
import { setupQuery } from '../../api/queries/onboarding';
import { sessionQuery } from '../../api/queries/session';
import { Loaded } from '../../components/Loaded';
import { Loading } from '../../components/Loading';
import { useText } from '../../i18n/useText';
import { useMay } from '../session/useSession';
import { FirstAdmin } from './FirstAdmin';
import { Wizard } from './Wizard';

/** The first steps of a new server: its administrator, and then the wizard. */
export function OnboardingPage() {
  const t = useText();
  const session = useQuery(sessionQuery);
  return (
    <main className="mx-auto min-h-full max-w-3xl">
      <Loaded query={session} title={t('onboarding.title')}>
        {own => (own ? <SignedIn mustChange={own.user.mustChangePassword} /> : <Stranger />)}
      </Loaded>
    </main>
  );
}

function SignedIn({ mustChange }: { mustChange: boolean }) {
  const may = useMay();
  if (mustChange) return <Navigate to="/account" replace />;
  // The wizard sets up what all instances share.
  if (!may('settings:write') || !may('instances:write')) return <Navigate to="/" replace />;
  return <Wizard />;
}

function Stranger() {
  const t = useText();
  const setup = useQuery(setupQuery);
  if (setup.isPending) return <Loading />;
  return (
    <Loaded query={setup} title={t('onboarding.title')}>
      {({ needed }) =>
        needed ? <FirstAdmin /> : <Navigate to="/login" search={{ to: '/onboarding' }} replace />
      }
    </Loaded>
  );
}
