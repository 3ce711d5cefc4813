import type { Text } from '../../../i18n';

const HOUR = 3_600_000;
const STEP = 5 * 60_000;

/** Times at which messages are often sent later, in the viewer's zone. */
export function suggestions(now: Date): { text: Text; at: Date }[] {
  const on = (days: number, hour: number) =>
    new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour);
  const soon = new Date(Math.ceil((now.getTime() + HOUR) / STEP) * STEP);
  const evening = on(0, 18);
  const toMonday = (8 - now.getDay()) % 7 || 7;
  return [
    { text: 'replies.hour' as const, at: soon },
    // Not when it would be sooner than the first.
    ...(evening > soon ? [{ text: 'replies.evening' as const, at: evening }] : []),
    { text: 'replies.tomorrow' as const, at: on(1, 9) },
    ...(toMonday > 1 ? [{ text: 'replies.monday' as const, at: on(toMonday, 9) }] : []),
  ];
}
