import { useEffect, useRef } from 'react';
import { ApiFailure } from '../../api/errors';
import type { LogTail } from '../../api/live/logs';
import { Failure } from '../../components/Failure';
import { Loading } from '../../components/Loading';
import { Notice } from '../../components/Notice';
import { useText } from '../../i18n/useText';
import { useStore } from '../../lib/useStore';
import { Line } from './Line';

const UNREACHABLE = new ApiFailure(0, 'UNREACHABLE', '');
/** Near enough to the end for the reader to follow it. */
const NEAR_PX = 60;

/** The lines, newest last; the end is followed unless the reader has scrolled away from it. */
export function LogLines({ tail }: { tail: LogTail }) {
  const t = useText();
  const { lines, isLive, isLost } = useStore(tail.state);
  const box = useRef<HTMLElement>(null);
  const isFollowing = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: with each change of the lines
  useEffect(() => {
    if (box.current && isFollowing.current) box.current.scrollTop = box.current.scrollHeight;
  }, [lines]);
  const follow = () => {
    const place = box.current;
    if (!place) return;
    isFollowing.current = place.scrollHeight - place.scrollTop - place.clientHeight < NEAR_PX;
  };
  if (lines.length === 0) {
    if (isLive) return <Notice>{t('logs.empty')}</Notice>;
    if (!isLost) return <Loading />;
    return <Failure error={UNREACHABLE} onRetry={() => tail.retryNow()} />;
  }
  return (
    <section
      ref={box}
      aria-label={t('logs.lines')}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: without it the keyboard cannot scroll it
      tabIndex={0}
      onScroll={follow}
      className="h-[60vh] overflow-y-auto rounded-xl border border-line bg-surface p-3 font-mono text-sm"
    >
      <ol>
        {lines.map(line => (
          <Line key={line.number} line={line} />
        ))}
      </ol>
    </section>
  );
}
