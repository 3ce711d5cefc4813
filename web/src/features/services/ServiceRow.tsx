import { Link } from '@tanstack/react-router';
import type { Service } from '../../api/queries/services';
import { Mark, type Tone } from '../../components/Mark';
import { Row } from '../../components/Row';
import { useLanguage, useText } from '../../i18n/useText';
import { waitText } from '../home/facts';
import { ServiceActions } from './ServiceActions';
import { useServiceChange } from './useServiceChange';

const TONES: Record<Service['status'], Tone> = { running: 'good', stopped: 'quiet', error: 'bad' };

export function ServiceRow({ service }: { service: Service }) {
  const t = useText();
  const language = useLanguage();
  const { name, node, status, message, memory, cpu, pid, uptime } = service;
  const { during, change } = useServiceChange(name);
  const isRunning = status === 'running';
  const load = t('services.load', { mb: Math.round(memory / 1e6), cpu: cpu.toFixed(1) });
  return (
    <Row
      title={name}
      detail={
        <>
          {[
            node,
            isRunning && load,
            isRunning && t('services.up', { time: waitText(uptime * 1000, language) }),
            isRunning && pid != null && t('services.pid', { pid }),
            message,
          ]
            .filter(Boolean)
            .join(' · ')}
          {' · '}
          <Link to="/logs" search={{ service: name }} className="underline">
            {t('services.log')}
          </Link>
        </>
      }
      mark={
        <span role="status">
          <Mark
            tone={during ? 'warn' : TONES[status]}
            text={t(during ?? `services.states.${status}`)}
          />
        </span>
      }
      actions={<ServiceActions service={service} change={change} />}
    />
  );
}
