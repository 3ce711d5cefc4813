import type { Hour } from '../../api/queries/analytics';

const HOUR_MS = 3_600_000;
/** A year: more bars than that are not drawn, and the server sends fewer. */
const MOST_HOURS = 8_784;

/** So many days before now, at the beginning of the hour. */
export function daysAgo(days: number, now: Date): string {
  return new Date(Math.floor(now.getTime() / HOUR_MS - days * 24) * HOUR_MS).toISOString();
}

/** Every hour from the first to the last: the API leaves out those without messages. */
export function withEmptyHours(hours: readonly Hour[]): Hour[] {
  const known = new Map(hours.map(hour => [Date.parse(hour.hour), hour]));
  const times = [...known.keys()];
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const all: Hour[] = [];
  for (let at = first; at <= last && all.length < MOST_HOURS; at += HOUR_MS) {
    const none = { hour: new Date(at).toISOString(), count: 0, successRate: 100 };
    all.push(known.get(at) ?? none);
  }
  return all;
}

/** As a table for a spreadsheet: a time is never taken for a formula. */
export function csvOf(hours: readonly Hour[]): string {
  const lines = hours.map(({ hour, count, successRate }) => `${hour},${count},${successRate}`);
  return `${['hour,messages,success_percent', ...lines].join('\r\n')}\r\n`;
}
