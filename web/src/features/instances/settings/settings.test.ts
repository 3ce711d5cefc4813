import { beforeAll, expect, test } from 'vitest';
import { loadManageTexts, startTexts, type Text, translate } from '../../../i18n';
import * as all from './settings';

beforeAll(async () => {
  await startTexts();
  await loadManageTexts();
});

test('each setting has its texts, and is on the page once', () => {
  const lists = Object.values(all).filter(value => Array.isArray(value));
  const settings = [...lists.flat(), ...all.agentSettings([], [], true)];
  expect(settings.length).toBeGreaterThan(40);
  const texts = settings.flatMap(({ label, hint, options = [] }): Text[] => [
    label,
    ...(hint ? [hint] : []),
    ...options.flatMap(option => ('text' in option ? [option.text] : [])),
  ]);
  expect(texts.filter(text => translate(text) === text)).toEqual([]);
  const names = settings.map(({ name }) => name);
  expect(names.length).toBe(new Set(names).size);
});
