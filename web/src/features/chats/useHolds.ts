import { useEffect, useState } from 'react';

interface Pause {
  until?: string | null;
}

/** The longest that a timer of browsers waits. */
const LONGEST_MS = 2 ** 31 - 1;

/** Whether a pause holds. Its end is no event: the page determines it by the clock. */
export function useHolds(pause: Pause | null | undefined): boolean {
  const [now, setNow] = useState(Date.now);
  const end = pause?.until ? Date.parse(pause.until) : null;
  useEffect(() => {
    if (end === null || end <= now) return;
    const left = Math.min(Math.max(end - Date.now(), 0), LONGEST_MS);
    const timer = setTimeout(() => setNow(Date.now()), left);
    return () => clearTimeout(timer);
  }, [end, now]);
  return Boolean(pause) && (end === null || now < end);
}
