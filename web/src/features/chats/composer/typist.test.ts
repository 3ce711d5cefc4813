import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createTypist, IDLE_MS, RENEW_MS } from './typist';

const shown: string[] = [];
const typist = () => createTypist(kind => shown.push(kind));

/** Keys at this interval, and the time between two of them after the last. */
function typeFor(one: ReturnType<typeof typist>, ms: number, interval = 500) {
  for (let at = 0; at < ms; at += interval) {
    one.type();
    vi.advanceTimersByTime(interval);
  }
}

beforeEach(() => {
  shown.length = 0;
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test('many keys are shown once in eight seconds, and their end five seconds after the last', () => {
  const one = typist();
  typeFor(one, RENEW_MS);
  expect(shown).toEqual(['typing']);
  typeFor(one, 500);
  expect(shown).toEqual(['typing', 'typing']);
  vi.advanceTimersByTime(IDLE_MS);
  expect(shown).toEqual(['typing', 'typing', 'paused']);
  vi.advanceTimersByTime(10 * RENEW_MS);
  expect(shown).toHaveLength(3);
});

test('what is sent ends it once, and the next key begins it anew', () => {
  const one = typist();
  one.pause();
  expect(shown).toEqual([]);
  one.type();
  one.pause();
  one.pause();
  vi.advanceTimersByTime(IDLE_MS);
  one.type();
  expect(shown).toEqual(['typing', 'paused', 'typing']);
});

test('a recording is shown until it ends, however long it is', () => {
  const one = typist();
  one.type();
  const end = one.record();
  vi.advanceTimersByTime(2 * RENEW_MS);
  expect(shown).toEqual(['typing', 'recording', 'recording', 'recording']);
  end();
  vi.advanceTimersByTime(10 * RENEW_MS);
  expect(shown.slice(4)).toEqual(['paused']);
});

test('a page that is not in view shows nothing', () => {
  vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
  const one = typist();
  one.type();
  one.record()();
  expect(shown).toEqual([]);
});
