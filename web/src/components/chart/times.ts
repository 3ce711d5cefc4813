/** What a point in time of a chart stands for. */
export type Bucket = 'hour' | 'day';

export const HOUR = 3_600;
export const DAY = 24 * HOUR;
const MONTH = 30 * DAY;
const YEAR = 365 * DAY;

/** Seconds of an hour or a day. */
export const lengthOf = (bucket: Bucket): number => (bucket === 'day' ? DAY : HOUR);

const STEPS = [
  ...[1, 2, 3, 4, 6, 8, 12].map(count => count * HOUR),
  ...[1, 2, 3, 5, 7, 10, 15].map(count => count * DAY),
  ...[1, 2, 3, 4, 6].map(count => count * MONTH),
  ...[1, 2, 5, 10].map(count => count * YEAR),
];

/** The distances between two marks of an axis: none is shorter than what a point stands for. */
export const stepsOf = (bucket: Bucket): number[] => STEPS.filter(step => step >= lengthOf(bucket));

export interface TimeNames {
  /** Below an axis whose marks are so many seconds apart. */
  short(at: number, step: number): string;
  /** Where it stands alone. */
  long(at: number): string;
}

/** Names of times, which are seconds since 1970, in the reader's language and zone. */
export function timeNames(bucket: Bucket, language: string): TimeNames {
  const format = (options: Intl.DateTimeFormatOptions) => {
    const made = new Intl.DateTimeFormat(language, options);
    return (at: number) => made.format(at * 1000);
  };
  const clock = format({ hour: '2-digit', minute: '2-digit' });
  const day = format({ day: 'numeric', month: 'short' });
  const month = format({ month: 'short', year: 'numeric' });
  return {
    short(at, step) {
      if (step >= MONTH) return month(at);
      return step >= DAY || isMidnight(new Date(at * 1000)) ? day(at) : clock(at);
    },
    long:
      bucket === 'day'
        ? format({ dateStyle: 'full' })
        : format({ dateStyle: 'medium', timeStyle: 'short' }),
  };
}

const isMidnight = (at: Date) => at.getHours() === 0 && at.getMinutes() === 0;
