import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { type Instance, instancesQuery } from '../../api/queries/instances';
import type { StepId } from '../../api/queries/onboarding';
import { Button } from '../../components/Button';
import { Loaded } from '../../components/Loaded';
import { useText } from '../../i18n/useText';
import { SkipButton } from './SkipButton';
import { useShownStep } from './useStep';

interface Props {
  step: StepId;
  children: (instance: Instance) => ReactNode;
}

/** The instance that a step is about: one that is connected, or the newest. Without one, the way to it. */
export function OwnInstance({ step, children }: Props) {
  return (
    <Loaded query={useQuery(instancesQuery)}>
      {all => {
        const instance = all.find(one => one.state === 'connected') ?? all.at(-1);
        return instance ? children(instance) : <NoInstance step={step} />;
      }}
    </Loaded>
  );
}

/** The step that makes one was skipped. */
function NoInstance({ step }: { step: StepId }) {
  const t = useText();
  const { choose } = useShownStep();
  return (
    <>
      <p>{t('onboarding.instance.none')}</p>
      <div className="flex flex-wrap gap-3">
        <Button kind="main" onClick={() => choose('first_instance')}>
          {t('onboarding.instance.make')}
        </Button>
        <SkipButton step={step} />
      </div>
    </>
  );
}
