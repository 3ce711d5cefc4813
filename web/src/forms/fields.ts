import * as z from 'zod/mini';
import { type Text, translate } from '../i18n';
import { LineError, linesOf, pairsOf } from '../lib/lines';
import { fromLocal } from '../lib/localTime';

/** What is said of a value that is refused, in the language of the moment in which it is. */
export const say = (text: Text, values?: Record<string, string | number>) => ({
  error: () => translate(text, values),
});

/** As a browser's field of numbers or times has it while what was typed is none. */
export const UNREADABLE = '\0';

type Refuse = (message: string) => never;

/** Reads a text; `read` may refuse it with what is said at the field. */
export function readAs<T>(read: (text: string, refuse: Refuse) => T) {
  return z.pipe(
    z.string(),
    z.transform((text, context) => {
      try {
        return read(text, message => {
          throw new Refusal(message);
        });
      } catch (refusal) {
        if (!(refusal instanceof Refusal)) throw refusal;
        context.issues.push({ code: 'custom', message: refusal.message, input: text });
        return z.NEVER;
      }
    }),
  );
}

class Refusal extends Error {}

/** A text without the space around it, which may be empty. */
export const text = () => z.string().check(z.trim());

/** A text that must be given. */
export const required = () => text().check(z.minLength(1, say('form.required')));

/** What is a part of its value to its last space, as a password. */
export const untouched = () => z.string().check(z.minLength(1, say('form.required')));

/** A text that is `null` where the field is empty. */
export const optional = () => readAs(given => given.trim() || null);

/** A password that is being chosen, within the server's bounds. */
export const newPassword = () =>
  untouched().check(
    z.minLength(10, say('form.shortest', { min: 10 })),
    z.maxLength(128, say('form.longest', { max: 128 })),
  );

const isAddress = (given: string) => given === '' || /^https?:\/\/[^\s/]/i.test(given);

/** An address with its scheme, which may be empty. */
export const optionalUrl = () => text().check(z.refine(isAddress, say('form.url')));

export const url = () => required().check(z.refine(isAddress, say('form.url')));

interface Bounds {
  min?: number;
  max?: number;
  /** Whether it may have a fraction. */
  isFraction?: boolean;
}

function numberOf(given: string, { min, max, isFraction = false }: Bounds, refuse: Refuse): number {
  const value = Number(given);
  if (!Number.isFinite(value)) return refuse(translate('form.number'));
  if (!isFraction && !Number.isInteger(value)) return refuse(translate('form.whole'));
  if (min !== undefined && value < min) return refuse(translate('form.least', { min }));
  if (max !== undefined && value > max) return refuse(translate('form.most', { max }));
  return value;
}

/** A number that is `null` where the field is empty. */
export const optionalNumber = (bounds: Bounds = {}) =>
  readAs((given, refuse) => (given.trim() === '' ? null : numberOf(given, bounds, refuse)));

/** Whole numbers with commas or spaces between them, and `null` where the field is empty. */
export const optionalNumbers = (bounds: Bounds = {}) =>
  readAs((given, refuse) => {
    const parts = given.split(/[\s,;]+/).filter(part => part !== '');
    return parts.length === 0 ? null : parts.map(part => numberOf(part, bounds, refuse));
  });

export const number = (bounds: Bounds = {}) =>
  readAs((given, refuse) =>
    given.trim() === '' ? refuse(translate('form.required')) : numberOf(given, bounds, refuse),
  );

/** Seconds as milliseconds, and `null` where the field is empty. */
export const optionalSeconds = (bounds: Bounds = {}) =>
  readAs((given, refuse) =>
    given.trim() === ''
      ? null
      : Math.round(numberOf(given, { ...bounds, isFraction: true }, refuse) * 1000),
  );

/** The same where it must be given. */
export const seconds = (bounds: Bounds = {}) =>
  readAs((given, refuse) =>
    given.trim() === ''
      ? refuse(translate('form.required'))
      : Math.round(numberOf(given, { ...bounds, isFraction: true }, refuse) * 1000),
  );

/** A time as the API has it, and `null` where the field is empty. */
export const optionalTime = () =>
  readAs((given, refuse) =>
    given === '' ? null : (fromLocal(given) ?? refuse(translate('form.time'))),
  );

export const time = () =>
  readAs((given, refuse) =>
    given === ''
      ? refuse(translate('form.required'))
      : (fromLocal(given) ?? refuse(translate('form.time'))),
  );

/** One value a line. */
export const lines = () => readAs(linesOf);

/** Lines of `name: value`. */
export const pairs = () =>
  readAs((given, refuse) => {
    try {
      return pairsOf(given);
    } catch (problem) {
      if (!(problem instanceof LineError)) throw problem;
      return refuse(translate('common.line', { line: problem.line }));
    }
  });

/** Boxes of which any number may be ticked. */
export const ticked = () => z.array(z.string());
