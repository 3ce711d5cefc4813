const STEPS: [string, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** Milliseconds in the unit that fits them, such as `3 minutes`: an estimate is not more exact. */
export function durationOf(ms: number, language: string): string {
  const seconds = Math.ceil(ms / 1000);
  const [unit, size] = STEPS.find(([, size]) => seconds >= size) ?? ['second', 1];
  const options = { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 0 } as const;
  return new Intl.NumberFormat(language, options).format(Math.round(seconds / size));
}

/** US dollars; what costs little has more digits. */
export function dollarsOf(value: number, language: string): string {
  const options = { style: 'currency', currency: 'USD', maximumFractionDigits: 4 } as const;
  return new Intl.NumberFormat(language, options).format(value);
}
