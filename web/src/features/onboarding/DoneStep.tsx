import { Button } from '../../components/Button';
import { Refused } from '../../components/Refused';
import { useText } from '../../i18n/useText';
import { nothing, useStep } from './useStep';

export function DoneStep() {
  const t = useText();
  const step = useStep<void>('complete', nothing);
  return (
    <>
      <p>{t('onboarding.done.text')}</p>
      <Refused error={step.error} />
      <Button
        kind="main"
        className="self-start"
        isBusy={step.isPending}
        onClick={() => step.mutate()}
      >
        {t('onboarding.done.finish')}
      </Button>
    </>
  );
}
