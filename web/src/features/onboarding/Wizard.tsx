import { useQuery } from '@tanstack/react-query';
import { Navigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import {
  type Onboarding,
  onboardingKey,
  onboardingQuery,
  type StepId,
  skipOnboarding,
} from '../../api/queries/onboarding';
import { ActionButton } from '../../components/ActionButton';
import { Loaded } from '../../components/Loaded';
import { Card, Page } from '../../components/Page';
import { useText } from '../../i18n/useText';
import { LinkNotice } from '../shell/LinkNotice';
import { useLiveLink } from '../shell/useLiveLink';
import { AgentStep } from './AgentStep';
import { ConnectStep } from './ConnectStep';
import { InstanceStep } from './InstanceStep';
import { KeyStep } from './KeyStep';
import { PlainStep } from './PlainStep';
import { StepList } from './StepList';
import { TestStep } from './TestStep';
import { ShownStep } from './useStep';

/** The steps as the server has them: what was left is gone on with, on any device. */
export function Wizard() {
  const t = useText();
  const link = useLiveLink();
  const query = useQuery(onboardingQuery);
  return (
    <>
      <LinkNotice link={link} />
      <Loaded query={query} title={t('onboarding.title')}>
        {onboarding =>
          onboarding.completed ? <Navigate to="/" replace /> : <Steps onboarding={onboarding} />
        }
      </Loaded>
    </>
  );
}

function Steps({ onboarding }: { onboarding: Onboarding }) {
  const t = useText();
  const current = onboarding.currentStep as StepId;
  const [chosen, setChosen] = useState<StepId>();
  const shown = chosen ?? current;
  const steps: Record<StepId, ReactNode> = {
    welcome: (
      <PlainStep step="welcome" text="onboarding.welcome.text" action="onboarding.welcome.begin" />
    ),
    api_keys: <KeyStep />,
    first_instance: <InstanceStep />,
    connect: <ConnectStep canSimulate={onboarding.simulatedPhones} />,
    agent: <AgentStep />,
    test_message: <TestStep onboarding={onboarding} />,
    complete: (
      <PlainStep step="complete" text="onboarding.done.text" action="onboarding.done.finish" />
    ),
  };
  const leave = () => setChosen(undefined);
  return (
    <Page
      title={t('onboarding.title')}
      actions={
        <ActionButton
          action={t('onboarding.skipAll')}
          run={skipOnboarding}
          keys={[onboardingKey]}
        />
      }
    >
      <StepList steps={onboarding.steps} shown={shown} onChoose={setChosen} />
      <Card title={t(`onboarding.steps.${shown}`)}>
        <ShownStep value={{ isEarlier: shown !== current, leave, choose: setChosen }}>
          {steps[shown]}
        </ShownStep>
      </Card>
    </Page>
  );
}
