import type { Turn } from '../../../api/queries/chatTurns';

const MOST = 6;

/** The turns that may have to do with a message of that time, those that are nearest first. */
export function near(turns: Turn[], timestamp: string): Turn[] {
  const at = Date.parse(timestamp);
  const distance = (turn: Turn) => {
    const [from, to] = [Date.parse(turn.createdAt), Date.parse(turn.endedAt ?? turn.updatedAt)];
    return at < from ? from - at : at > to ? at - to : 0;
  };
  return turns.toSorted((one, other) => distance(one) - distance(other)).slice(0, MOST);
}
