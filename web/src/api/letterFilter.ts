// Read with the first page, as part of its addresses: it imports no query.
import type { Schemas } from './client';

type JobKind = Schemas['QueueView']['kind'];

export const LETTER_STATES = ['pending', 'retrying', 'resolved'] as const;
type LetterState = Schemas['DeadLetterView']['status'];

/** Only the kinds of this version are filtered by; one of another version is listed among all. */
export const LETTER_KINDS = [
  'turn.run',
  'message.send',
  'message.schedule',
  'chat.action',
  'media.fetch',
  'media.read',
  'batch.run',
  'sync.run',
] as const satisfies readonly JobKind[];

/** Fails to compile while the list lacks a kind that the API has. */
type Missing = Exclude<JobKind, (typeof LETTER_KINDS)[number]>;
export const NO_KIND_IS_MISSING: [Missing] extends [never] ? true : Missing = true;

export interface LetterFilter {
  status: LetterState | '';
  kind: JobKind | '';
  instanceId: string;
}
