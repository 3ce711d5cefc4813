import { useState } from 'react';
import { Button } from '../../components/Button';
import { Dialog } from '../../components/Dialog';
import { Field } from '../../components/Field';
import type { Text } from '../../i18n';
import { useText } from '../../i18n/useText';

const HOUR = 3_600_000;
const LENGTHS: [Text, number][] = [
  ['chats.pauseHour', HOUR],
  ['chats.pauseFour', 4 * HOUR],
  ['chats.pauseDay', 24 * HOUR],
];
/** The longest that the server accepts. */
const LONGEST_MS = 30 * 24 * HOUR;

interface Props {
  isBusy: boolean;
  onPause: (durationMs: number) => void;
  onClose: () => void;
}

export function PauseUntil({ isBusy, onPause, onClose }: Props) {
  const t = useText();
  const [until, setUntil] = useState('');
  const left = () => Math.round(Date.parse(until) - Date.now());
  const isRight = left() > 0 && left() <= LONGEST_MS;
  return (
    <Dialog title={t('chats.pauseUntil')} onClose={onClose}>
      <div className="flex flex-col gap-4">
        <div className="flex flex-wrap gap-2">
          {LENGTHS.map(([text, ms]) => (
            <Button key={text} isBusy={isBusy} onClick={() => onPause(ms)}>
              {t(text)}
            </Button>
          ))}
        </div>
        <Field
          label={t('chats.pauseAt')}
          hint={t('chats.pauseHint')}
          type="datetime-local"
          value={until}
          onChange={event => setUntil(event.currentTarget.value)}
        />
        <div className="flex flex-wrap justify-end gap-3">
          <Button onClick={onClose}>{t('app.cancel')}</Button>
          <Button
            kind="main"
            isBusy={isBusy}
            disabled={!isRight}
            // From now on, and not from when the time was chosen.
            onClick={() => onPause(left())}
          >
            {t('chats.pauseNow')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
