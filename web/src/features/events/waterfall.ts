import type { Stage } from '../../api/queries/events';

/** A stage as a bar: where it begins and how long it takes, in hundredths of the whole. */
export interface Bar {
  stage: string;
  at: string;
  ms: number;
  left: number;
  width: number;
}

/**
 * A stage ends at its time, and takes as long as it is since the previous one. `written` is of the
 * sender's clock, which may be ahead of the server's: then it is where the first stage begins.
 */
export function barsOf(stages: readonly Stage[]): Bar[] {
  const times = stages.map(stage => new Date(stage.at).getTime());
  const first = Math.min(...times);
  const whole = Math.max(...times) - first || 1;
  return stages.map(({ stage, at, sincePreviousMs }, index) => {
    const end = (times[index] ?? first) - first;
    const begin = Math.max(0, end - sincePreviousMs);
    const left = (begin / whole) * 100;
    return { stage, at, ms: sincePreviousMs, left, width: ((end - begin) / whole) * 100 };
  });
}
