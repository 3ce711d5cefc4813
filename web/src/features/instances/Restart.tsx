import { restartInstance } from '../../api/queries/instance';
import { type Status, statusKey } from '../../api/queries/instances';
import { ActionButton } from '../../components/ActionButton';
import { useText } from '../../i18n/useText';

/** Closes the connection and opens it again, where there is one. */
export function Restart({ status }: { status: Status }) {
  const t = useText();
  if (['disconnected', 'logged_out'].includes(status.state)) return null;
  const id = status.instanceId;
  return (
    <ActionButton
      action={t('instance.restart')}
      run={() => restartInstance(id)}
      keys={[statusKey(id), ['instance', id]]}
    />
  );
}
