import { LETTER_KINDS, LETTER_STATES, type LetterFilter } from '../../api/queries/deadLetters';
import { isUuid } from '../../lib/uuid';
import type { LetterSearch } from './search';

/**
 * The filter of the list that an address asks for: those that wait for a person, unless it says otherwise. What is not
 * known is no filter: an address that was edited shows a list all the same.
 */
export function filterOf(search: LetterSearch): LetterFilter {
  const { status = 'pending', job, instance = '' } = search;
  const isAll = status === 'all';
  return {
    status: isAll ? '' : (LETTER_STATES.find(one => one === status) ?? 'pending'),
    kind: LETTER_KINDS.find(one => one === job) ?? '',
    instanceId: isUuid(instance) ? instance : '',
  };
}
