const HOUR_MS = 3_600_000;

/** So many days before now, at the beginning of the hour. */
export function daysAgo(days: number, now: Date): string {
  return new Date(Math.floor(now.getTime() / HOUR_MS - days * 24) * HOUR_MS).toISOString();
}

/** The beginning of this month, in the reader's zone. */
export function monthStart(now: Date): string {
  return new Date(now.getFullYear(), now.getMonth(), 1).toISOString();
}
