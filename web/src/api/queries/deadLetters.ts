import { present } from '../../lib/present';
import { api, type Schemas } from '../client';
import { expectData } from '../errors';
import type { LetterFilter } from '../letterFilter';
import { pagesQuery } from './pages';

export type DeadLetter = Schemas['DeadLetterView'];

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
