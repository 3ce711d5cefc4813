import { Link } from '@tanstack/react-router';
import type { Instance } from '../../api/queries/instances';
import { useText } from '../../i18n/useText';
import { useMay } from '../session/useSession';
import { BulkBar } from './bulk/BulkBar';
import { offeredDeeds } from './bulk/deeds';
import { OutcomeText } from './bulk/OutcomeText';
import { type Bulk, useBulk } from './bulk/useBulk';
import { StateMark } from './StateMark';

/** Instances with their states; who may act on them selects some. */
export function InstanceList({ instances }: { instances: readonly Instance[] }) {
  const deeds = offeredDeeds(useMay());
  const bulk = useBulk(instances);
  const maySelect = deeds.length > 0;
  return (
    <>
      {maySelect && <BulkBar bulk={bulk} deeds={deeds} instances={instances} />}
      <ul className="flex flex-col gap-2">
        {instances.map(instance => (
          <li key={instance.id} className="flex items-center gap-3">
            {maySelect && <Select bulk={bulk} instance={instance} />}
            <InstanceRow bulk={bulk} instance={instance} />
          </li>
        ))}
      </ul>
    </>
  );
}

interface RowProps {
  bulk: Bulk;
  instance: Instance;
}

function Select({ bulk, instance: { id, name } }: RowProps) {
  const t = useText();
  return (
    <input
      type="checkbox"
      aria-label={t('instance.bulk.select', { name })}
      checked={bulk.chosen.includes(id)}
      disabled={bulk.isRunning}
      onChange={() => bulk.toggle(id)}
      className="size-5 shrink-0 accent-[var(--accent)]"
    />
  );
}

function InstanceRow({ bulk, instance }: RowProps) {
  const outcome = bulk.outcomes.get(instance.id);
  return (
    <div className="min-w-0 flex-1">
      <Link
        to="/instances/$id"
        params={{ id: instance.id }}
        className="flex flex-wrap items-center justify-between gap-2 rounded-xl border border-line bg-surface p-4 hover:border-quiet"
      >
        <span className="min-w-0">
          <span className="block break-all font-medium">{instance.name}</span>
          <span className="block break-all text-quiet text-sm">
            {[instance.channel, instance.profileName].filter(Boolean).join(' · ')}
          </span>
        </span>
        <StateMark state={instance.state} />
      </Link>
      {outcome && (
        <p className="px-4 py-1 text-sm">
          <OutcomeText outcome={outcome} />
        </p>
      )}
    </div>
  );
}
