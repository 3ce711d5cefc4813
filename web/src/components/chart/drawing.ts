import type { Bucket } from './times';

export interface Series {
  name: string;
  /** One a point in time; null where there is none. */
  values: readonly (number | null)[];
}

/** Lines over times. */
export interface Drawing {
  /** When each hour or day begins. */
  starts: readonly string[];
  bucket: Bucket;
  series: readonly Series[];
  /** A value in words. */
  format: (value: number) => string;
}

/** A line is recognised by its pattern as well as by its colour. */
const DASHES = [[], [7, 4], [2, 3], [10, 3, 2, 3], [4, 6], [12, 5]];

/** The colours of lines in their order, each of which can be read on the surface. */
const COLOURS = ['text-accent', 'text-warn', 'text-bad', 'text-good', 'text-quiet', 'text-ink'];

export const dashOf = (at: number): number[] => DASHES[at % DASHES.length] ?? [];
export const colourOf = (at: number): string => COLOURS[at % COLOURS.length] ?? '';

export function greatest(series: readonly Series[]): number {
  return Math.max(0, ...series.map(({ values }) => Math.max(0, ...values.map(one => one ?? 0))));
}
