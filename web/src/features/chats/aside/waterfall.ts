import type { Trace, Turn } from '../../../api/queries/chatTurns';

export interface Bar {
  stage: string;
  at: string;
  /** Milliseconds since the first stage, and how long this one took. */
  start: number;
  length: number;
}

/**
 * The stages of a trace as bars: each lasts from the stage before it until its own time. When it was
 * written is the sender's clock, in whole seconds, and may be later than when it was stored.
 */
export function bars(stages: Trace['stages']): Bar[] {
  const first = Math.min(...stages.map(stage => Date.parse(stage.at)));
  let before = first;
  return stages.map(({ stage, at }) => {
    const time = Math.max(before, Date.parse(at));
    const bar = { stage, at, start: before - first, length: time - before };
    before = time;
    return bar;
  });
}

/** What a turn itself contains, without the trace of its message. */
export function stagesOf(turn: Turn): Trace['stages'] {
  const known: [string, string | null | undefined][] = [
    ['turn_opened', turn.createdAt],
    ['collected', turn.collectedAt],
    ['agent_asked', turn.askedAt],
    ['agent_answered', turn.answeredAt],
    ['turn_ended', turn.endedAt],
  ];
  return known.flatMap(([stage, at]) => (at ? [{ stage, at, sincePreviousMs: 0 }] : []));
}

/** Where an answer needed longest: how wide a bar is, of 100. At least a line is seen. */
export function place(bar: Bar, total: number): { x: number; width: number } {
  if (total <= 0) return { x: 0, width: 1 };
  const width = Math.max(1, (100 * bar.length) / total);
  return { x: Math.min(99, (100 * bar.start) / total), width };
}
