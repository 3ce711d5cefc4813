import { useEffect, useState } from 'react';
import { useLanguage } from '../i18n/useText';
import { exact, relative } from '../lib/time';

const MINUTE = 60_000;
/** Seconds are shown in the first minute. */
const YOUNG = 5_000;

/** A time as seen from now; the exact one, in the viewer's zone, on hover. */
export function When({ at }: { at: string }) {
  const language = useLanguage();
  const [now, setNow] = useState(() => new Date());
  const time = new Date(at);
  const isYoung = now.getTime() - time.getTime() < MINUTE;
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), isYoung ? YOUNG : MINUTE);
    return () => clearInterval(timer);
  }, [isYoung]);
  const seen = time > now ? new Date() : now;
  return (
    <time dateTime={at} title={exact(time, language)}>
      {relative(time, seen, language)}
    </time>
  );
}
