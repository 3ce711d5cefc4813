import { LETTER_KINDS, LETTER_STATES } from '../../api/letterFilter';

/** What the address of the list determines; those that wait for a person are listed without a status. */
export interface LetterSearch {
  status?: (typeof LETTER_STATES)[number] | 'all';
  /** The kind of job; the inbox has another `kind`. */
  job?: (typeof LETTER_KINDS)[number];
  instance?: string;
}

/** What is not known is left out: an address that was edited shows a list all the same. It is read with the first page. */
export function readLetterSearch(search: Record<string, unknown>): LetterSearch {
  const status = ['all' as const, ...LETTER_STATES].find(one => one === search.status);
  const job = LETTER_KINDS.find(one => one === search.job);
  const { instance } = search;
  return {
    ...(status && status !== 'pending' ? { status } : {}),
    ...(job ? { job } : {}),
    ...(typeof instance === 'string' && instance ? { instance } : {}),
  };
}
