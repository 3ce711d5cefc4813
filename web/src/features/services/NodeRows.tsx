import type { Schemas } from '../../api/client';
import { useReason } from '../../components/Failure';
import { Facts } from '../../components/Page';
import { Row } from '../../components/Row';
import { useText } from '../../i18n/useText';

/** The servers that share the work; one alone lists none. */
export function NodeRows({ health }: { health: Schemas['HealthView'] }) {
  const t = useText();
  const reason = useReason();
  const nodes = health.nodes ?? [];
  if (nodes.length > 0) {
    return (
      <ul className="flex flex-col gap-2">
        {nodes.map(({ id, name, version, instances }) => (
          <Row
            key={id}
            title={name}
            detail={`${version} · ${t('services.instances', { count: instances })}`}
          />
        ))}
      </ul>
    );
  }
  const { database, nats } = health.checks;
  return (
    <Facts
      rows={[
        [t('services.alone'), health.version],
        [t('common.instances'), health.instances.total],
        [t('services.bus'), `${nats.kind} · ${nats.status}`],
        [
          t('services.database'),
          [database.status, reason(database.message)].filter(Boolean).join(' · '),
        ],
      ]}
    />
  );
}
