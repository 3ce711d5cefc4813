import type { Onboarding } from '../../api/queries/onboarding';
import { Button } from '../../components/Button';
import { Notice } from '../../components/Notice';
import { useText } from '../../i18n/useText';
import { AnsweredTest } from './AnsweredTest';
import { OwnInstance } from './OwnInstance';
import { SentTest } from './SentTest';
import { SkipButton } from './SkipButton';
import { useShownStep } from './useStep';

/** A simulated person writes and the agent answers; or the reader writes to a number of their own. */
export function TestStep({ onboarding }: { onboarding: Onboarding }) {
  const hasAgent = onboarding.steps.some(
    ({ id, status }) => id === 'agent' && status === 'completed',
  );
  const canSimulate = onboarding.simulatedPhones;
  return (
    <OwnInstance step="test_message">
      {({ id, state }) => (
        <>
          {state !== 'connected' && <NotConnected />}
          {canSimulate && hasAgent ? (
            <AnsweredTest />
          ) : (
            <SentTest instance={id} canSimulate={canSimulate} />
          )}
          <div className="flex flex-wrap gap-3">
            <SkipButton step="test_message" />
          </div>
        </>
      )}
    </OwnInstance>
  );
}

/** Its step was skipped, or the connection was lost since. */
function NotConnected() {
  const t = useText();
  const { choose } = useShownStep();
  return (
    <>
      <Notice tone="warn">{t('onboarding.test.notConnected')}</Notice>
      <Button className="self-start" onClick={() => choose('connect')}>
        {t('onboarding.test.connect')}
      </Button>
    </>
  );
}
