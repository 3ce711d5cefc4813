import type { Key } from '../../api/queries/keys';

/** Whether it is the key of the account at its entry points, of which only the name can be changed. */
export const isOfEntryPoints = ({ prefix }: Pick<Key, 'prefix'>) => prefix === 'ak_';
