import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { type Instance, type Status, statusKey, statusQuery } from '../../api/queries/instances';
import { ensurePhone, scanWith } from '../../api/queries/onboarding';
import { Button } from '../../components/Button';
import { Loaded } from '../../components/Loaded';
import { Notice } from '../../components/Notice';
import { Reason } from '../../components/Reason';
import { Refused } from '../../components/Refused';
import { useAction } from '../../components/useAction';
import { useText } from '../../i18n/useText';
import { Actions } from '../instances/Actions';
import { Linking } from '../instances/Linking';
import { StateMark } from '../instances/StateMark';
import { OwnInstance } from './OwnInstance';
import { SkipButton } from './SkipButton';
import { SHOP } from './simulated';
import { nothing, useShownStep, useStep } from './useStep';

export function ConnectStep({ canSimulate }: { canSimulate: boolean }) {
  return (
    <OwnInstance step="connect">
      {instance => <Connect instance={instance} canSimulate={canSimulate} />}
    </OwnInstance>
  );
}

function Connect({ instance, canSimulate }: { instance: Instance; canSimulate: boolean }) {
  const t = useText();
  const query = useQuery(statusQuery(instance.id));
  const { isEarlier } = useShownStep();
  const step = useStep<void>('connect', nothing);
  const isConnected = query.data?.state === 'connected';
  const { mutate } = step;
  // It becomes connected on the phone, without a click here. Who went back to it stays.
  useEffect(() => {
    if (isConnected && !isEarlier) mutate();
  }, [isConnected, isEarlier, mutate]);
  return (
    <Loaded query={query}>
      {status => (
        <>
          <p>{t('onboarding.connect.text', { name: instance.name })}</p>
          <StateMark state={status.state} />
          {status.message && (
            <Notice tone="warn">
              <Reason error={status.message} />
            </Notice>
          )}
          <Refused error={step.error} />
          {canSimulate && status.qr && <Scan status={status} qr={status.qr} />}
          <Linking status={status} />
          <Actions status={status} />
          <div className="flex flex-wrap gap-3">
            {isConnected && (isEarlier || step.isError) && (
              <Button kind="main" isBusy={step.isPending} onClick={() => mutate()}>
                {t('onboarding.next')}
              </Button>
            )}
            {!isConnected && <SkipButton step="connect" />}
          </div>
        </>
      )}
    </Loaded>
  );
}

/** Scans the QR with a phone of the simulated network. */
function Scan({ status, qr }: { status: Status; qr: string }) {
  const t = useText();
  const scan = useAction(async () => {
    await ensurePhone(SHOP, t('onboarding.connect.shop'));
    await scanWith(SHOP, qr);
  }, [statusKey(status.instanceId)]);
  return (
    <div className="flex flex-col gap-2">
      <p>{t('onboarding.connect.simulated')}</p>
      <Refused error={scan.error} />
      <Button
        kind="main"
        className="self-start"
        isBusy={scan.isPending}
        onClick={() => scan.mutate(undefined)}
      >
        {t('onboarding.connect.scan')}
      </Button>
    </div>
  );
}
