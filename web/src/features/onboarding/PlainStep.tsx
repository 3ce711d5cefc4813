import type { StepId } from '../../api/queries/onboarding';
import { Button } from '../../components/Button';
import { Refused } from '../../components/Refused';
import type { Text } from '../../i18n';
import { useText } from '../../i18n/useText';
import { nothing, useStep } from './useStep';

interface Props {
  step: StepId;
  text: Text;
  action: Text;
}

/** A step that asks for nothing: its text is read, and then it is done. */
export function PlainStep({ step, text, action }: Props) {
  const t = useText();
  const done = useStep<void>(step, nothing);
  return (
    <>
      <p>{t(text)}</p>
      <Refused error={done.error} />
      <Button
        kind="main"
        className="self-start"
        isBusy={done.isPending}
        onClick={() => done.mutate()}
      >
        {t(action)}
      </Button>
    </>
  );
}
