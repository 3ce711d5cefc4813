import { expect, test } from 'vitest';
import { DAY, HOUR, stepsOf, timeNames } from './times';

/** In the zone of the machine, which is the reader's. */
const at = (day: number, hour: number) => new Date(2026, 4, day, hour).getTime() / 1000;

test('hours have the clock below them, and midnight its day', () => {
  const { short } = timeNames('hour', 'pt');
  expect(short(at(4, 9), 3 * HOUR)).toBe('09:00');
  expect(short(at(5, 0), 3 * HOUR)).toMatch(/^5 /);
});

test('marks that are days apart have days below them, and those that are months apart months', () => {
  const { short } = timeNames('hour', 'en');
  expect(short(at(4, 9), DAY)).toBe('May 4');
  expect(short(at(4, 0), 30 * DAY)).toBe('May 2026');
});

test('a name that stands alone has the whole time', () => {
  expect(timeNames('hour', 'en').long(at(4, 9))).toMatch(/May 4, 2026.*9:00/);
  expect(timeNames('day', 'en').long(at(4, 0))).toBe('Monday, May 4, 2026');
});

test('marks are no nearer to each other than the points', () => {
  expect(stepsOf('hour')[0]).toBe(HOUR);
  expect(stepsOf('day')[0]).toBe(DAY);
});
