import { restartInstance } from '../../../api/queries/instance';
import {
  connectInstance,
  deleteInstance,
  disconnectInstance,
} from '../../../api/queries/instances';

const RUN = {
  connect: connectInstance,
  disconnect: disconnectInstance,
  restart: restartInstance,
  delete: deleteInstance,
} satisfies Record<string, (id: string) => Promise<unknown>>;

/** What can be done to several instances at once. */
export type BulkDeed = keyof typeof RUN;

export const runDeed = (deed: BulkDeed, id: string): Promise<unknown> => RUN[deed](id);

/** Those that the user may do. */
export function offeredDeeds(may: (scope: string) => boolean): BulkDeed[] {
  const writes: BulkDeed[] = may('instances:write') ? ['connect', 'disconnect', 'restart'] : [];
  return may('instances:delete') ? [...writes, 'delete'] : writes;
}
