import type { Turn } from '../../../api/queries/chatTurns';

const RUNNING = new Set(['collecting', 'waiting_media', 'running', 'awaiting_reply', 'replying']);

/** Whether a turn has not ended, and so may be cancelled. */
export const isRunning = ({ state }: Pick<Turn, 'state'>) => RUNNING.has(state);
