import { expect, test } from 'vitest';
import manage from '../../i18n/manage/en.json';
import { othersOf, SCOPES, scopeText } from './scopes';

test('every scope is explained', () => {
  const names = Object.keys(manage.keys.scopes).map(name => `keys.scopes.${name}`);
  expect(SCOPES.map(scope => scopeText(scope)).sort()).toEqual(names.sort());
});

test('what the page does not offer is known, so that an edit keeps it', () => {
  expect(othersOf(['messages:*', 'events:read', '*'])).toEqual(['messages:*']);
});
