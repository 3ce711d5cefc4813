import type { Instance, InstanceState } from '../../api/queries/instances';

/** Where a person has to do something; the server works on the others by itself. */
const ATTENTION: InstanceState[] = [
  'error',
  'logged_out',
  'passkey_required',
  'awaiting_pairing',
  'disconnected',
];
/** States that pass by themselves, unless they last. */
const PASSING: InstanceState[] = ['connecting', 'reconnecting'];
const LONG_MS = 5 * 60_000;

type Judged = Pick<Instance, 'state' | 'stateSince' | 'ban' | 'restriction'>;

/** Whether a person has to look at it: by its state, because it does not connect, or by what the network forbids it. */
export function needsPerson(one: Judged, now: number): boolean {
  if (one.ban || one.restriction || ATTENTION.includes(one.state)) return true;
  return PASSING.includes(one.state) && now - Date.parse(one.stateSince) >= LONG_MS;
}

/** The most urgent first: what has ended, what does not connect, what is limited. */
export function urgency({ state }: Judged): number {
  const at = [...ATTENTION, ...PASSING].indexOf(state);
  return at === -1 ? ATTENTION.length + PASSING.length : at;
}
