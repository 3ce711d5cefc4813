import type { Stage } from '../../api/queries/events';
import type { Turn } from '../../api/queries/turns';

/** The times of a turn as the stages of a trace, in their order. */
export function stagesOf(turn: Turn): Stage[] {
  const times: [string, string | null | undefined][] = [
    ['turn_opened', turn.createdAt],
    ['collected', turn.collectedAt],
    ['agent_asked', turn.askedAt],
    ['agent_answered', turn.answeredAt],
    ['turn_ended', turn.endedAt],
  ];
  const known = times
    .filter((pair): pair is [string, string] => Boolean(pair[1]))
    .sort(([, one], [, other]) => Date.parse(one) - Date.parse(other));
  return known.map(([stage, at], index) => {
    const previous = Date.parse(known[index - 1]?.[1] ?? at);
    return { stage, at, sincePreviousMs: Date.parse(at) - previous };
  });
}
