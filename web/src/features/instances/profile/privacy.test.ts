import { beforeAll, expect, test } from 'vitest';
import { loadManageTexts, startTexts, type Text, translate } from '../../../i18n';
import { isKnown, privacyChanges, privacyRows } from './privacy';

const everything = {
  last: 'all',
  online: 'all',
  profile: 'all',
  status: 'all',
  groupadd: 'all',
  readreceipts: 'all',
  calladd: 'all',
  messages: 'all',
  defense: 'off',
};

beforeAll(async () => {
  await startTexts();
  await loadManageTexts();
});

test('only the settings that the account has are shown', () => {
  const rows = privacyRows({ online: 'all', last: 'none', shoes: 'all' });
  expect(rows).toEqual([
    { name: 'last', values: ['all', 'contacts', 'none'] },
    { name: 'online', values: ['all', 'match_last_seen'] },
  ]);
  expect(privacyRows({})).toEqual([]);
});

test('a value that was chosen on the phone is kept among the others', () => {
  const [row] = privacyRows({ last: 'contact_blacklist' });
  expect(row?.values).toEqual(['all', 'contacts', 'none', 'contact_blacklist']);
  expect(isKnown('contact_blacklist')).toBe(true);
  expect(isKnown('from_the_future')).toBe(false);
});

test('only what differs is sent', () => {
  const draft = { ...everything, last: 'contacts' };
  expect(privacyChanges(everything, draft)).toEqual({ last: 'contacts' });
  expect(privacyChanges(draft, draft)).toEqual({});
});

test('each setting and each value has its text', () => {
  const texts = privacyRows(everything).flatMap(({ name, values }): Text[] => [
    `instance.privacy.names.${name}`,
    ...values.filter(isKnown).map((value): Text => `instance.privacy.values.${value}`),
  ]);
  expect(texts).toHaveLength(9 + 22);
  expect(texts.filter(text => translate(text) === text)).toEqual([]);
});
