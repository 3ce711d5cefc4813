import type { StepId } from '../../api/queries/onboarding';
import { Button } from '../../components/Button';
import { SkipButton } from './SkipButton';

interface Props {
  step: StepId;
  action: string;
  isBusy: boolean;
}

/** What ends the form of a step: doing what it asks for, or going on without. */
export function StepButtons({ step, action, isBusy }: Props) {
  return (
    <div className="flex flex-wrap gap-3">
      <Button type="submit" kind="main" isBusy={isBusy}>
        {action}
      </Button>
      <SkipButton step={step} />
    </div>
  );
}
