import type { Privacy } from '../../../api/queries/profile';

const PEOPLE = ['all', 'contacts', 'none'] as const;

/** The values that can be chosen of each setting, in the order in which they are shown. */
const VALUES = {
  last: PEOPLE,
  online: ['all', 'match_last_seen'],
  profile: PEOPLE,
  status: PEOPLE,
  groupadd: PEOPLE,
  readreceipts: ['all', 'none'],
  calladd: ['all', 'known'],
  messages: ['all', 'contacts'],
  defense: ['off', 'on_standard'],
} as const;

export type PrivacyName = keyof typeof VALUES;
/** `contact_blacklist` is chosen on the phone, which has the list. */
export type PrivacyValue = (typeof VALUES)[PrivacyName][number] | 'contact_blacklist';

export interface PrivacyRow {
  name: PrivacyName;
  /** With the present value, also where it cannot be chosen here. */
  values: readonly string[];
}

const NAMES = Object.keys(VALUES) as PrivacyName[];
const KNOWN: readonly string[] = [...Object.values(VALUES).flat(), 'contact_blacklist'];

export const isKnown = (value: string): value is PrivacyValue => KNOWN.includes(value);

/** The settings that the account has. An account without one of them cannot change it either. */
export function privacyRows(present: Privacy): PrivacyRow[] {
  return NAMES.flatMap(name => {
    const value = present[name];
    if (value === undefined) return [];
    const offered: readonly string[] = VALUES[name];
    return [{ name, values: offered.includes(value) ? offered : [...offered, value] }];
  });
}

/** What the draft changes. */
export function privacyChanges(present: Privacy, draft: Privacy): Privacy {
  const changed = Object.entries(draft).filter(([name, value]) => present[name] !== value);
  return Object.fromEntries(changed);
}
