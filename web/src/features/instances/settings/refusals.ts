import type * as z from 'zod/mini';
import { optionalNumber, readAs, UNREADABLE } from '../../../forms/fields';
import { translate } from '../../../i18n';
import type { Edit } from './edit';
import type { Kind, Setting } from './settings';

const duration = optionalNumber({ min: 0, isFraction: true });

const CHECKS: Partial<Record<Kind, z.ZodMiniType<unknown, string>>> = {
  number: optionalNumber({ min: 0 }),
  seconds: duration,
  minutes: duration,
  time: readAs((given, refuse) => (given === UNREADABLE ? refuse(translate('form.time')) : given)),
};

/** Why changed values cannot be sent, by the names of their settings. The server has further bounds. */
export function refusalsOf(
  settings: readonly Setting[],
  { base, draft }: Pick<Edit, 'base' | 'draft'>,
): Map<string, string> {
  const refusals = new Map<string, string>();
  for (const { name, kind } of settings) {
    if (draft[name] === base[name]) continue;
    const issue = CHECKS[kind]?.safeParse(draft[name]).error?.issues[0];
    if (issue) refusals.set(name, issue.message);
  }
  return refusals;
}
