import { expect, test } from 'vitest';
import { costText, tokensText, toolText } from './answerFacts';

test('what the agent did not report is not known', () => {
  expect(tokensText({})).toBeNull();
  expect(tokensText({ inputTokens: null, outputTokens: 3 })).toBe('0 + 3');
  expect(costText(null, 'en')).toBeNull();
});

test('an answer for a fraction of a cent has a cost all the same', () => {
  expect(costText(0.000032, 'en')).toBe('0.000032');
  expect(costText(0, 'en')).toBe('0');
});

test('a tool is shown with its time', () => {
  expect(toolText({ name: 'add', failed: false, latencyMs: 1200 })).toBe('add · 1.2 s');
});
