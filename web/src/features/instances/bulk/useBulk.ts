import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type Instance, instancesKey } from '../../../api/queries/instances';
import { type BulkAction, runAction } from './actions';
import { inParallel } from './inParallel';

/** A browser opens six connections to a server, and the page needs some itself. */
const AT_ONCE = 3;

/** How far an action is with one of the instances. */
export type Outcome = 'waiting' | 'running' | 'done' | { error: unknown };

/** The selected instances, and the outcome of the last action on each. */
export function useBulk(instances: readonly Instance[]) {
  const client = useQueryClient();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [outcomes, setOutcomes] = useState<ReadonlyMap<string, Outcome>>(new Map());
  const [isRunning, setRunning] = useState(false);
  const record = (id: string, outcome: Outcome) =>
    setOutcomes(before => new Map(before).set(id, outcome));

  const run = async (action: BulkAction, ids: readonly string[]) => {
    setRunning(true);
    setOutcomes(new Map(ids.map(id => [id, 'waiting'])));
    await inParallel(ids, AT_ONCE, async id => {
      record(id, 'running');
      try {
        await runAction(action, id);
        record(id, 'done');
      } catch (error) {
        record(id, { error });
      }
    });
    setRunning(false);
    if (action === 'delete') setSelected(new Set());
    await client.invalidateQueries({ queryKey: instancesKey });
  };
  // One that another user has deleted meanwhile is no longer selected.
  const chosen = instances.filter(one => selected.has(one.id)).map(one => one.id);
  return {
    chosen,
    outcomes,
    isRunning,
    run,
    select: (ids: Iterable<string>) => setSelected(new Set(ids)),
    toggle(id: string) {
      const next = new Set(chosen);
      if (!next.delete(id)) next.add(id);
      setSelected(next);
    },
  };
}

export type Bulk = ReturnType<typeof useBulk>;
