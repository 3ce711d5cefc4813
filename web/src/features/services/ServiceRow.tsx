import {
  restartService,
  type Service,
  servicesKey,
  startService,
  stopService,
} from '../../api/queries/services';
import { Ask } from '../../components/Ask';
import { Deed } from '../../components/Deed';
import { Mark, type Tone } from '../../components/Mark';
import { Row } from '../../components/Row';
import { useText } from '../../i18n/useText';

const TONES: Record<Service['status'], Tone> = { running: 'good', stopped: 'quiet', error: 'bad' };
/** The server itself and its bus are only restarted. */
const NEVER_STOPPED = ['omni-api', 'nats'];

export function ServiceRow({ service }: { service: Service }) {
  const t = useText();
  const { name, node, status, message, memory, cpu } = service;
  const load = t('services.load', { mb: Math.round(memory / 1e6), cpu: cpu.toFixed(1) });
  return (
    <Row
      title={name}
      detail={[node, status === 'running' ? load : null, message].filter(Boolean).join(' · ')}
      mark={<Mark tone={TONES[status]} text={t(`services.states.${status}`)} />}
      actions={
        status === 'running' ? (
          <>
            <Ask
              action={t('services.restart')}
              title={t('services.restartAsk', { name })}
              text={t('services.restartText')}
              run={() => restartService(name)}
              keys={[servicesKey]}
            />
            {!NEVER_STOPPED.includes(name) && (
              <Ask
                action={t('services.stop')}
                title={t('services.stopAsk', { name })}
                text={t('services.stopText')}
                run={() => stopService(name)}
                keys={[servicesKey]}
              />
            )}
          </>
        ) : (
          <Deed action={t('services.start')} run={() => startService(name)} keys={[servicesKey]} />
        )
      }
    />
  );
}
