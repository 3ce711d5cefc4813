import type { LogTail } from '../../api/live/logs';
import { Button } from '../../components/Button';
import { Mark } from '../../components/Mark';
import { useText } from '../../i18n/useText';
import { useStore } from '../../lib/useStore';

/** Pauses the tail, and shows its state. */
export function TailControls({ tail }: { tail: LogTail }) {
  const t = useText();
  const { isLive, isPaused, held, missed } = useStore(tail.state);
  const state = isPaused ? 'paused' : isLive ? 'live' : 'offline';
  return (
    <div className="flex flex-wrap items-center gap-4">
      <Button aria-pressed={isPaused} onClick={() => tail.pause(!isPaused)}>
        {t(isPaused ? 'logs.goOn' : 'logs.pause')}
      </Button>
      <span role="status" className="flex flex-wrap gap-4">
        <Mark tone={isLive && !isPaused ? 'good' : 'warn'} text={t(`logs.states.${state}`)} />
        {held > 0 && <span>{t('logs.held', { count: held })}</span>}
        {missed > 0 && <span>{t('logs.missed', { count: missed })}</span>}
      </span>
    </div>
  );
}
