import type { LetterFilter } from '../../api/letterFilter';
import { isUuid } from '../../lib/uuid';
import type { LetterSearch } from './search';

/** The filter of the list that an address asks for. */
export function filterOf(search: LetterSearch): LetterFilter {
  const { status = 'pending', job = '', instance = '' } = search;
  return {
    status: status === 'all' ? '' : status,
    kind: job,
    instanceId: isUuid(instance) ? instance : '',
  };
}
