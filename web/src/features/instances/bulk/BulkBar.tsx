import { useEffect, useRef, useState } from 'react';
import type { Instance } from '../../../api/queries/instances';
import { Button } from '../../../components/Button';
import { useText } from '../../../i18n/useText';
import type { BulkAction } from './actions';
import { DeleteSelected } from './DeleteSelected';
import type { Bulk } from './useBulk';

interface Props {
  bulk: Bulk;
  actions: readonly BulkAction[];
  instances: readonly Instance[];
}

/** Selects all, and acts on what is selected. */
export function BulkBar({ bulk, actions, instances }: Props) {
  const t = useText();
  const [isAsking, setAsking] = useState(false);
  const { chosen, isRunning } = bulk;
  const act = (action: BulkAction) => {
    if (action === 'delete') setAsking(true);
    else void bulk.run(action, chosen);
  };
  return (
    <section
      aria-label={t('instance.bulk.label')}
      className="flex flex-wrap items-center gap-x-4 gap-y-2"
    >
      <All
        isAll={chosen.length === instances.length}
        isSome={chosen.length > 0}
        isRunning={isRunning}
        onChange={isAll => bulk.select(isAll ? instances.map(one => one.id) : [])}
      />
      {chosen.length > 0 && (
        <>
          <span>{t('instance.bulk.selected', { count: chosen.length })}</span>
          {actions.map(action => (
            <Button
              key={action}
              kind={action === 'delete' ? 'danger' : 'plain'}
              disabled={isRunning}
              onClick={() => act(action)}
            >
              {t(`instance.bulk.${action}`)}
            </Button>
          ))}
        </>
      )}
      <Summary bulk={bulk} />
      {isAsking && (
        <DeleteSelected
          instances={instances.filter(one => chosen.includes(one.id))}
          onConfirm={() => {
            setAsking(false);
            void bulk.run('delete', chosen);
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </section>
  );
}

interface AllProps {
  isAll: boolean;
  isSome: boolean;
  isRunning: boolean;
  onChange: (isAll: boolean) => void;
}

function All({ isAll, isSome, isRunning, onChange }: AllProps) {
  const t = useText();
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (box.current) box.current.indeterminate = isSome && !isAll;
  }, [isSome, isAll]);
  return (
    <label className="flex min-h-10 items-center gap-3">
      <input
        ref={box}
        type="checkbox"
        checked={isAll}
        disabled={isRunning}
        onChange={event => onChange(event.target.checked)}
        className="size-5 accent-[var(--accent)]"
      />
      {t('instance.bulk.all')}
    </label>
  );
}

/** The outcome of the last action, also for instances that are no longer in the list. */
function Summary({ bulk }: { bulk: Bulk }) {
  const t = useText();
  const outcomes = [...bulk.outcomes.values()];
  const done = outcomes.filter(one => one === 'done').length;
  const refused = outcomes.filter(one => typeof one === 'object').length;
  const isOver = outcomes.length > 0 && !bulk.isRunning;
  return (
    <p role="status" className="text-quiet">
      {isOver && t('instance.bulk.ended', { done, all: outcomes.length, refused })}
    </p>
  );
}
