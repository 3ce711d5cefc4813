import type { Figures } from '../../api/queries/analytics';

/** Percent of the answers that were due and failed; null if none was. */
export function failureRate({ successRate }: Figures): number | null {
  return successRate === null || successRate === undefined
    ? null
    : Math.round((100 - successRate) * 100) / 100;
}

const UNITS: [Intl.NumberFormatOptions['unit'], number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
];

/** For how long something waits, in its greatest unit; a dash if nothing does. */
export function waitText(ms: number | null | undefined, language: string): string {
  if (ms === null || ms === undefined) return '–';
  const seconds = Math.floor(ms / 1000);
  const [unit, size] = UNITS.find(([, size]) => seconds >= size) ?? ['second', 1];
  const options: Intl.NumberFormatOptions = {
    style: 'unit',
    unit: unit ?? 'second',
    unitDisplay: 'long',
  };
  return new Intl.NumberFormat(language, options).format(Math.floor(seconds / size));
}
