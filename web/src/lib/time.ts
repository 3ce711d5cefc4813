const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
];

/** `5 minutes ago`, in the viewer's language. */
export function relative(at: Date, now: Date, language: string): string {
  const seconds = Math.round((at.getTime() - now.getTime()) / 1000);
  const [unit, size] = STEPS.find(([, size]) => Math.abs(seconds) >= size) ?? ['second', 1];
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' });
  return format.format(Math.trunc(seconds / size), unit);
}

/** The whole time in the viewer's zone. */
export function exact(at: Date, language: string): string {
  return at.toLocaleString(language, { dateStyle: 'full', timeStyle: 'medium' });
}

export function clock(at: Date, language: string): string {
  return at.toLocaleTimeString(language, { hour: '2-digit', minute: '2-digit' });
}

/** The day in the viewer's zone: equal for two times of one day. */
export function dayOf(at: Date): string {
  return `${at.getFullYear()}-${at.getMonth() + 1}-${at.getDate()}`;
}

export function dayName(at: Date, language: string): string {
  return at.toLocaleDateString(language, { weekday: 'long', day: 'numeric', month: 'long' });
}
