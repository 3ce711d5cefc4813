import { useEffect, useState } from 'react';
import { Button } from '../../../components/Button';
import { useText } from '../../../i18n/useText';
import { durationText } from '../../../lib/size';

interface Props {
  startedAt: number;
  onStop: (keeps: boolean) => void;
}

/** In place of the text while a voice note is recorded. */
export function Recording({ startedAt, onStop }: Props) {
  const t = useText();
  const [now, setNow] = useState(startedAt);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, []);
  return (
    <div className="flex flex-wrap items-center gap-2">
      <p role="status" className="flex-1 text-bad">
        {t('chats.recording')}
      </p>
      <span className="tabular-nums">{durationText((now - startedAt) / 1000)}</span>
      <Button onClick={() => onStop(false)}>{t('chats.discard')}</Button>
      <Button kind="main" onClick={() => onStop(true)}>
        {t('chats.send')}
      </Button>
    </div>
  );
}
