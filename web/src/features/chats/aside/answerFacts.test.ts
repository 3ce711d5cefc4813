import { expect, test } from 'vitest';
import type { LoggedEvent } from '../../../api/queries/chatTurns';
import { answerFacts } from './answerFacts';

const response = (turnId: string, metadata: object) =>
  ({ eventType: 'agent.response', payload: { turnId, metadata } }) as unknown as LoggedEvent;

test('the facts are those of the turn, and of no other', () => {
  const events = [
    response('other', { model: 'x', inputTokens: 1, outputTokens: 1 }),
    response('mine', { model: 'gpt-4.1', inputTokens: 120, outputTokens: 34, costUsd: 0.0123 }),
  ];
  expect(answerFacts(events, 'mine')).toEqual({
    model: 'gpt-4.1',
    tokens: '120 + 34',
    cost: 'US$ 0.0123',
  });
  expect(answerFacts(events, 'none')).toEqual({ model: null, tokens: null, cost: null });
  expect(answerFacts([response('mine', { model: null })], 'mine').tokens).toBeNull();
});
