import { Button } from '../../components/Button';
import { Refused } from '../../components/Refused';
import { useText } from '../../i18n/useText';
import { nothing, useStep } from './useStep';

export function WelcomeStep() {
  const t = useText();
  const step = useStep<void>('welcome', nothing);
  return (
    <>
      <p>{t('onboarding.welcome.text')}</p>
      <Refused error={step.error} />
      <Button
        kind="main"
        className="self-start"
        isBusy={step.isPending}
        onClick={() => step.mutate()}
      >
        {t('onboarding.welcome.begin')}
      </Button>
    </>
  );
}
