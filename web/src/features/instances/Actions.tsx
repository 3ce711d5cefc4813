import { useMutation, useQueryClient } from '@tanstack/react-query';
import {
  connectInstance,
  disconnectInstance,
  type Status,
  statusKey,
} from '../../api/queries/instances';
import { Button } from '../../components/Button';
import { Notice } from '../../components/Notice';
import { Reason } from '../../components/Reason';
import { useText } from '../../i18n/useText';

export function Actions({ status }: { status: Status }) {
  const t = useText();
  const client = useQueryClient();
  const id = status.instanceId;
  const isIdle = ['disconnected', 'logged_out', 'error'].includes(status.state);
  const change = useMutation({
    mutationFn: async (): Promise<unknown> =>
      isIdle ? connectInstance(id) : disconnectInstance(id),
    onSettled: () => client.invalidateQueries({ queryKey: statusKey(id) }),
  });
  return (
    <div className="flex flex-col gap-3">
      {change.isError && (
        <Notice tone="bad" isAlert>
          <Reason error={change.error} />
        </Notice>
      )}
      <Button
        kind={isIdle ? 'main' : 'plain'}
        className="self-start"
        // `connect` waits for a result that the socket reports earlier; until then it can be ended.
        isBusy={change.isPending && isIdle}
        onClick={() => change.mutate()}
      >
        {isIdle ? t('instances.connect') : t('instances.disconnect')}
      </Button>
    </div>
  );
}
