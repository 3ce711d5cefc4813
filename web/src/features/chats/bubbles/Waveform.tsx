import { useText } from '../../../i18n/useText';
import { durationText } from '../../../lib/size';
import { bars } from './bars';

interface Props {
  levels: number[];
  length: number;
  seconds: number;
  onSeek: (seconds: number) => void;
}

/** The loudness over time, and above it the range input that is moved. */
export function Waveform({ levels, length, seconds, onSeek }: Props) {
  const t = useText();
  const all = bars(levels);
  const played = length > 0 ? seconds / length : 0;
  return (
    <div className="relative h-8 rounded focus-within:outline-2 focus-within:outline-accent">
      <svg
        aria-hidden="true"
        viewBox={`0 0 ${all.length * 4} 32`}
        preserveAspectRatio="none"
        className="size-full"
      >
        {all.map((height, index) => (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its position
            key={index}
            x={index * 4}
            y={16 - height / 2}
            width={2.5}
            height={height}
            className={index / all.length < played ? 'fill-accent' : 'fill-quiet'}
          />
        ))}
      </svg>
      <input
        type="range"
        min={0}
        max={length || 1}
        step={0.1}
        value={Math.min(seconds, length || 1)}
        aria-label={t('chats.position')}
        aria-valuetext={durationText(seconds)}
        onChange={event => onSeek(Number(event.currentTarget.value))}
        className="absolute inset-0 size-full cursor-pointer opacity-0"
      />
    </div>
  );
}
