import { createStore } from '../lib/store';
import { translate } from './index';

/**
 * Why something failed, in the current language; on a second line what the server wrote, where that is
 * more specific. It may be an exception, an error of the API, a stored one with its code, or a sentence.
 * `isAtField`: it is shown at the field that was refused.
 */
export type Explain = (error: unknown, isAtField?: boolean) => string;

/** What of an error is read, whatever it is. */
export interface Failed {
  status?: number;
  code?: string | null;
  message?: string | null;
  details?: Record<string, unknown> | null;
}

let texts: unknown;

/** The server's own words, until the texts by code have been loaded, which the first error causes. */
const plain: Explain = (error, isAtField) => {
  if (!error) return '';
  const { status, message, details } = error as Failed;
  if (status === 0) return translate('app.unreachable');
  if (!texts) {
    texts = import('./errors/explain').catch(() => {
      texts = null;
    });
  }
  return String((isAtField && details?.message) || (message ?? error));
};

export const explaining = createStore<Explain>(plain);
