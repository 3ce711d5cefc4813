import type { StepId } from '../../api/queries/onboarding';
import { Button } from '../../components/Button';
import { Refused } from '../../components/Refused';
import { useText } from '../../i18n/useText';
import { skipped, useShownStep, useStep } from './useStep';

/** Goes on without the step; from an earlier one, back to the step that waits. */
export function SkipButton({ step }: { step: StepId }) {
  const t = useText();
  const { isEarlier, leave } = useShownStep();
  const skip = useStep<void>(step, skipped);
  if (isEarlier) return <Button onClick={leave}>{t('onboarding.leave')}</Button>;
  return (
    <>
      <Button isBusy={skip.isPending} onClick={() => skip.mutate()}>
        {t('onboarding.skip')}
      </Button>
      <Refused error={skip.error} />
    </>
  );
}
