import type { Figures } from '../../api/queries/analytics';

/** Numbers, times and costs in the reader's language; what is not known is a dash. */
export function formats(language: string) {
  const whole = new Intl.NumberFormat(language);
  const short = new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 });
  const money = new Intl.NumberFormat(language, { maximumFractionDigits: 4 });
  const seconds = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
  const or = <T>(value: T | null | undefined, text: (value: T) => string) =>
    value === null || value === undefined ? '–' : text(value);
  return {
    count: (value: number | null | undefined) => or(value, whole.format),
    short: (value: number) => short.format(value),
    cost: (value: number | null | undefined) => or(value, money.format),
    percent: (value: number | null | undefined) => or(value, one => `${money.format(one)} %`),
    /** Milliseconds, as seconds. */
    seconds: (ms: number | null | undefined) => or(ms, one => `${seconds.format(one / 1000)} s`),
  };
}

export type Formats = ReturnType<typeof formats>;

export const percentilesOf = ({ latencyMs }: Figures, { seconds }: Formats): string =>
  [latencyMs?.p50, latencyMs?.p90, latencyMs?.p99].map(seconds).join(' · ');
