const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
];

/** One formatter a language: to make one takes milliseconds, and a conversation shows hundreds of times. */
function perLanguage<T>(make: (language: string) => T): (language: string) => T {
  const made = new Map<string, T>();
  return language => {
    const known = made.get(language) ?? make(language);
    made.set(language, known);
    return known;
  };
}

const dates = (options: Intl.DateTimeFormatOptions) =>
  perLanguage(language => new Intl.DateTimeFormat(language, options));

const RELATIVE = perLanguage(
  language => new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' }),
);
const EXACT = dates({ dateStyle: 'full', timeStyle: 'medium' });
const CLOCK = dates({ hour: '2-digit', minute: '2-digit' });
const SECONDS = dates({ hour: '2-digit', minute: '2-digit', second: '2-digit' });
const DAY = dates({ weekday: 'long', day: 'numeric', month: 'long' });

/** `5 minutes ago`, in the viewer's language. */
export function relative(at: Date, now: Date, language: string): string {
  const seconds = Math.round((at.getTime() - now.getTime()) / 1000);
  const [unit, size] = STEPS.find(([, size]) => Math.abs(seconds) >= size) ?? ['second', 1];
  return RELATIVE(language).format(Math.trunc(seconds / size), unit);
}

/** The whole time in the viewer's zone. */
export function exact(at: Date, language: string): string {
  return EXACT(language).format(at);
}

export function clock(at: Date, language: string): string {
  return CLOCK(language).format(at);
}

/** For what happens within a minute, as the lines of a log. */
export function clockSeconds(at: Date, language: string): string {
  return SECONDS(language).format(at);
}

/** The day in the viewer's zone: equal for two times of one day. */
export function dayOf(at: Date): string {
  return `${at.getFullYear()}-${at.getMonth() + 1}-${at.getDate()}`;
}

export function dayName(at: Date, language: string): string {
  return DAY(language).format(at);
}
