import { expect, test } from 'vitest';
import { factsOf } from './memory';

test('the facts that agents reported are shown, and nothing else of the metadata', () => {
  const metadata = { memory: { city: 'Recife', odd: 3 }, mergedFrom: ['p2'] } as object;
  expect(factsOf({ metadata: metadata as Record<string, never> })).toEqual([['city', 'Recife']]);
  expect(factsOf({ metadata: {} })).toEqual([]);
  expect(factsOf({ metadata: { memory: null } as object as Record<string, never> })).toEqual([]);
});
