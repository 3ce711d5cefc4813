import { present } from '../../lib/present';
import { api, type Schemas } from '../client';
import { expectData } from '../errors';
import { pagesQuery } from './pages';
import type { Queue } from './services';

export type DeadLetter = Schemas['DeadLetterView'];

export const LETTER_STATES = ['pending', 'retrying', 'resolved'] as const;
export type LetterState = DeadLetter['status'];

/** Only the kinds of this version are filtered by; one of another version is listed among all. */
const KINDS: Record<Queue['kind'], true> = {
  'turn.run': true,
  'message.send': true,
  'message.schedule': true,
  'chat.action': true,
  'media.fetch': true,
  'media.read': true,
  'batch.run': true,
  'sync.run': true,
};
export const LETTER_KINDS = Object.keys(KINDS) as Queue['kind'][];

export interface LetterFilter {
  status: LetterState | '';
  kind: Queue['kind'] | '';
  instanceId: string;
}

/** Those that need a person. */
export const WAITING_LETTERS: LetterFilter = { status: 'pending', kind: '', instanceId: '' };

export const deadLettersKey = ['dead-letters'] as const;

const at = (id: string) => ({ params: { path: { id } } });

export const deadLettersQuery = (filter: LetterFilter) =>
  pagesQuery<DeadLetter>([...deadLettersKey, filter], (page, signal) => {
    const { status, kind, instanceId } = filter;
    const query = {
      ...page,
      ...present({ instanceId }),
      ...(status ? { status: [status] } : {}),
      ...(kind ? { kind: [kind] } : {}),
    };
    return expectData(api.GET('/api/v2/dead-letters', { params: { query }, signal }));
  });

export const retryLetter = (id: string) =>
  expectData(api.POST('/api/v2/dead-letters/{id}/retry', at(id)));
export const resolveLetter = (id: string, note: string) =>
  expectData(api.POST('/api/v2/dead-letters/{id}/resolve', { ...at(id), body: { note } }));
export const dropLetter = (id: string) =>
  expectData(api.DELETE('/api/v2/dead-letters/{id}', at(id)));
