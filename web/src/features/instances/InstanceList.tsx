import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Instance } from '../../api/queries/instances';
import { supportedChannelsQuery } from '../../api/queries/system';
import { Choice, Field } from '../../components/Field';
import { Filters } from '../../components/Filters';
import { useText } from '../../i18n/useText';
import { useMay } from '../session/useSession';
import { offeredActions } from './bulk/actions';
import { BulkBar } from './bulk/BulkBar';
import { OutcomeText } from './bulk/OutcomeText';
import { type Bulk, useBulk } from './bulk/useBulk';
import { type InstanceWords, matching } from './matching';
import { StateMark } from './StateMark';

/** Instances with their states; who may act on them selects some of those that are shown. */
export function InstanceList({ instances: all }: { instances: readonly Instance[] }) {
  const t = useText();
  const [filter, setFilter] = useState<InstanceWords>({ words: '', state: '' });
  const instances = matching(all, filter);
  const actions = offeredActions(useMay());
  const bulk = useBulk(instances);
  const maySelect = actions.length > 0;
  return (
    <>
      {all.length > 1 && <Search filter={filter} onFilter={setFilter} instances={all} />}
      {maySelect && <BulkBar bulk={bulk} actions={actions} instances={instances} />}
      <ul className="flex flex-col gap-2">
        {instances.map(instance => (
          <li key={instance.id} className="flex items-center gap-3">
            {maySelect && <Select bulk={bulk} instance={instance} />}
            <InstanceRow bulk={bulk} instance={instance} />
          </li>
        ))}
      </ul>
      {instances.length === 0 && <p className="text-quiet">{t('instance.nothing')}</p>}
    </>
  );
}

interface SearchProps {
  filter: InstanceWords;
  onFilter: (filter: InstanceWords) => void;
  instances: readonly Instance[];
}

/** The states that are offered are those of some instance. */
function Search({ filter, onFilter, instances }: SearchProps) {
  const t = useText();
  const chosen = filter.state === '' ? [] : [filter.state];
  const states = [...new Set([...instances.map(one => one.state), ...chosen])].sort();
  return (
    <Filters>
      <Field
        label={t('instance.search')}
        type="search"
        value={filter.words}
        onChange={event => onFilter({ ...filter, words: event.currentTarget.value })}
      />
      <Choice
        label={t('common.status')}
        value={filter.state}
        options={[
          { value: '', text: t('common.all') },
          ...states.map(value => ({ value, text: t(`state.${value}`) })),
        ]}
        onChange={event =>
          onFilter({ ...filter, state: event.target.value as InstanceWords['state'] })
        }
      />
    </Filters>
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
  const { data: channels } = useQuery(supportedChannelsQuery);
  const channel = channels?.items.find(one => one.id === instance.channel)?.name;
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
            {[channel ?? instance.channel, instance.profileName].filter(Boolean).join(' · ')}
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
