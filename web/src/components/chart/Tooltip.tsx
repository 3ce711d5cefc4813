import { cx } from '../cx';
import { colourOf, type Drawing } from './drawing';
import { timeNames } from './times';

/** A point of the lines, and where it is in the area. */
export interface Pointed {
  at: number;
  /** Pixels from the left. */
  left: number;
  /** Of the area. */
  width: number;
}

interface Props {
  pointed: Pointed;
  drawing: Drawing;
  language: string;
}

const APART = 12;

/** The values at a point, on that side of it which has room. */
export function Tooltip({ pointed: { at, left, width }, drawing, language }: Props) {
  const { starts, bucket, series, format } = drawing;
  const start = starts[at];
  if (start === undefined) return null;
  return (
    <div
      aria-hidden="true"
      style={left < width / 2 ? { left: left + APART } : { right: width - left + APART }}
      className="pointer-events-none absolute top-2 z-10 max-w-1/2 rounded-lg border border-line bg-surface p-2 text-ink shadow"
    >
      <p className="font-medium">{timeNames(bucket, language).long(Date.parse(start) / 1000)}</p>
      <ul>
        {series.map(({ name, values }, line) => (
          <li key={name} className="flex justify-between gap-3">
            <span className={cx('[overflow-wrap:anywhere]', colourOf(line))}>{name}</span>
            <span className="tabular-nums">{written(values[at] ?? null, format)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

const written = (value: number | null, format: (value: number) => string) =>
  value === null ? '–' : format(value);
