import { useRef, useState } from 'react';
import { mediaUrl } from '../../../api/queries/messages';
import { useText } from '../../../i18n/useText';
import { durationText } from '../../../lib/size';
import { FileLink } from './FileLink';
import type { MediaProps } from './Media';
import { Waveform } from './Waveform';

const SPEEDS = [1, 1.5, 2];
const ROUND = 'flex size-10 shrink-0 items-center justify-center rounded-full';

/** A recording: its loudness is its position bar. The file is loaded when it is played. */
export function Voice({ instance, message, kind }: MediaProps) {
  const t = useText();
  const audio = useRef<HTMLAudioElement>(null);
  const [isPlaying, setPlaying] = useState(false);
  const [hasFailed, setFailed] = useState(false);
  const [seconds, setSeconds] = useState(0);
  const [length, setLength] = useState(message.content.durationSeconds ?? 0);
  const [speed, setSpeed] = useState(1);
  if (hasFailed) return <FileLink instance={instance} message={message} kind={kind} />;

  const toggle = () => {
    const player = audio.current;
    if (!player) return;
    if (player.paused) void player.play().catch(() => setFailed(true));
    else player.pause();
  };
  const faster = () => {
    const next = SPEEDS[(SPEEDS.indexOf(speed) + 1) % SPEEDS.length] ?? 1;
    if (audio.current) audio.current.playbackRate = next;
    setSpeed(next);
  };
  const seek = (to: number) => {
    if (audio.current) audio.current.currentTime = to;
    setSeconds(to);
  };

  return (
    <div className="flex w-72 max-w-full items-center gap-2">
      {/* biome-ignore lint/a11y/useMediaCaption: the transcription is shown below it */}
      <audio
        ref={audio}
        preload="none"
        src={mediaUrl(instance, message.id)}
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onEnded={() => setSeconds(0)}
        onError={() => setFailed(true)}
        onTimeUpdate={event => setSeconds(event.currentTarget.currentTime)}
        onLoadedMetadata={event => {
          const { duration } = event.currentTarget;
          if (Number.isFinite(duration)) setLength(duration);
          event.currentTarget.playbackRate = speed;
        }}
      />
      <button
        type="button"
        onClick={toggle}
        aria-label={t(isPlaying ? 'chats.pause' : 'chats.play')}
        className={`${ROUND} bg-accent text-on-accent`}
      >
        <svg aria-hidden="true" viewBox="0 0 24 24" className="size-5 fill-current">
          <path d={isPlaying ? 'M7 5h3v14H7zM14 5h3v14h-3z' : 'M8 5v14l11-7z'} />
        </svg>
      </button>
      <div className="min-w-0 flex-1">
        <Waveform
          levels={message.content.waveform ?? []}
          length={length}
          seconds={seconds}
          onSeek={seek}
        />
        <p className="text-quiet text-xs tabular-nums">
          {durationText(isPlaying || seconds > 0 ? seconds : length)}
        </p>
      </div>
      <button
        type="button"
        onClick={faster}
        aria-label={t('chats.speed', { speed })}
        className={`${ROUND} border border-line bg-raised text-sm`}
      >
        {speed}×
      </button>
    </div>
  );
}
