import type { Service } from '../../api/queries/services';
import { ActionButton } from '../../components/ActionButton';
import { Ask } from '../../components/Ask';
import { useText } from '../../i18n/useText';
import type { useServiceChange } from './useServiceChange';

/** The server itself and its bus are only restarted. */
const NEVER_STOPPED = ['omni-api', 'nats'];
/** The list is read again as a part of the change. */
const NO_KEYS = [] as const;

interface Props {
  service: Service;
  change: ReturnType<typeof useServiceChange>['change'];
}

/** A start changes nothing of a service with an error: it is restarted. */
export function ServiceActions({ service: { name, status }, change }: Props) {
  const t = useText();
  if (status === 'stopped') {
    return <ActionButton action={t('services.start')} run={change('start')} keys={NO_KEYS} />;
  }
  return (
    <>
      <Ask
        action={t('services.restart')}
        title={t('services.restartAsk', { name })}
        text={t('services.restartText')}
        run={change('restart')}
        keys={NO_KEYS}
      />
      {!NEVER_STOPPED.includes(name) && (
        <Ask
          action={t('services.stop')}
          title={t('services.stopAsk', { name })}
          text={t('services.stopText')}
          run={change('stop')}
          keys={NO_KEYS}
        />
      )}
    </>
  );
}
