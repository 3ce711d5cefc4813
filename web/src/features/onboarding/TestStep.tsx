import type { Onboarding } from '../../api/queries/onboarding';
import { Loading } from '../../components/Loading';
import { AnsweredTest } from './AnsweredTest';
import { SentTest } from './SentTest';
import { useOwnInstance } from './useOwnInstance';

/** A simulated person writes and the agent answers; or the reader writes to a number of their own. */
export function TestStep({ onboarding }: { onboarding: Onboarding }) {
  const instance = useOwnInstance();
  if (!instance) return <Loading />;
  const hasAgent = onboarding.steps.some(
    ({ id, status }) => id === 'agent' && status === 'completed',
  );
  if (onboarding.simulatedPhones && hasAgent) return <AnsweredTest />;
  return <SentTest instance={instance.id} canSimulate={onboarding.simulatedPhones} />;
}
