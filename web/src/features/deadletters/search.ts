import { searchTexts } from '../../lib/searchTexts';

/** Reads from the address which dead letters are listed: `job` is the kind of job; the inbox has another `kind`. */
export const readLetterSearch = searchTexts('status', 'job', 'instance');

export type LetterSearch = ReturnType<typeof readLetterSearch>;
