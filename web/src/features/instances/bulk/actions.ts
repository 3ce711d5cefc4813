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
export type BulkAction = keyof typeof RUN;

export const runAction = (action: BulkAction, id: string): Promise<unknown> => RUN[action](id);

/** Those that the user may do. */
export function offeredActions(may: (scope: string) => boolean): BulkAction[] {
  const writes: BulkAction[] = may('instances:write') ? ['connect', 'disconnect', 'restart'] : [];
  return may('instances:delete') ? [...writes, 'delete'] : writes;
}
