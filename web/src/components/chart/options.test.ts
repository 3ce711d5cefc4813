import type uPlot from 'uplot';
import { expect, test, vi } from 'vitest';
import type { Drawing } from './drawing';
import { alone, dataOf, type Look, optionsOf } from './options';
import { DAY, HOUR, timeNames } from './times';

const START = Date.parse('2026-05-04T10:00:00.000Z') / 1000;
const plot = {} as uPlot;

const drawing = (changes: Partial<Drawing> = {}): Drawing => ({
  starts: ['2026-05-04T10:00:00.000Z', '2026-05-04T11:00:00.000Z'],
  bucket: 'hour',
  series: [
    { name: 'Received', values: [3, 4] },
    { name: 'Sent', values: [null, 1] },
  ],
  format: value => `${value} m`,
  ...changes,
});

const look: Look = {
  ground: 'white',
  text: 'grey',
  line: 'silver',
  font: '12px sans-serif',
  series: ['green', 'brown'],
  density: 2,
  widthOf: text => 10 * text.length,
};

const names = timeNames('hour', 'en');
const made = (changes: Partial<Drawing> = {}) =>
  optionsOf(drawing(changes), names, look, { width: 600, height: 200 }, () => undefined);

/** Asks as the library does: names first, then what they need of room. */
function layOut(options: uPlot.Options, marks: number[], step: number) {
  const [below, beside] = options.axes ?? [];
  const values = below?.values as uPlot.Axis.DynamicValues;
  const size = beside?.size as (plot: uPlot, values: string[]) => number;
  const right = options.padding?.[1] as () => number;
  const texts = values(plot, marks, 0, 72, step);
  return { texts, right: right(), left: size(plot, ['5']) };
}

test('a chart has a line a series, over seconds', () => {
  expect(dataOf(drawing())).toEqual([
    [START, START + HOUR],
    [3, 4],
    [null, 1],
  ]);
  const [, received, sent] = made().series;
  expect([received?.stroke, sent?.stroke]).toEqual(['green', 'brown']);
  expect([received?.dash, sent?.dash]).toEqual([[], [14, 8]]);
});

test('the last name below the axis has room beside its mark, and so has the first', () => {
  const { texts, right, left } = layOut(made(), [START, START + HOUR], HOUR);
  const longest = Math.max(...texts.map(text => 10 * String(text).length));
  expect(right).toBeGreaterThanOrEqual(longest / 2);
  expect(left).toBeGreaterThanOrEqual(longest / 2);
});

test('a value between two gaps is a point, as no line leads to it', () => {
  expect(alone([1, null, 2, null, 3, 4])).toEqual([0, 2]);
  expect(alone([null, null])).toEqual([]);
  expect(alone([0])).toEqual([0]);
});

test('counts are marked by whole numbers, other values by any', () => {
  const steps = (values: (number | null)[]) =>
    made({ series: [{ name: 'a', values }] }).axes?.[1]?.incrs as number[] | undefined;
  expect(steps([1, null, 20])?.every(Number.isInteger)).toBe(true);
  expect(steps([0.5, 2])).toBeUndefined();
});

test('an axis of values begins at zero and ends beyond the greatest', () => {
  const range = made().scales?.y?.range as (
    plot: uPlot,
    least: number,
    most: number,
    scale: string,
  ) => [number, number];
  const [least, most] = range(plot, 3, 40, 'y');
  expect(least).toBe(0);
  expect(most).toBeGreaterThan(40);
  const [, ofNothing] = range(plot, 0, 0, 'y');
  expect(ofNothing).toBeGreaterThan(0);
});

test('days are never divided into hours', () => {
  const steps = made({ bucket: 'day' }).axes?.[0]?.incrs as number[];
  expect(Math.min(...steps)).toBe(DAY);
});

test('the picture has the ground of the theme', () => {
  const context = {
    canvas: { width: 10, height: 20 },
    fillStyle: 'red',
    save: vi.fn(),
    restore: vi.fn(),
    fillRect: vi.fn(),
  };
  made().hooks?.drawClear?.[0]?.({ ctx: context } as unknown as uPlot);
  expect(context.fillStyle).toBe('white');
  expect(context.fillRect).toHaveBeenCalledWith(0, 0, 10, 20);
  expect(context.restore).toHaveBeenCalledOnce();
});
