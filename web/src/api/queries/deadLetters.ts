import { api, type Schemas } from '../client';
import { expectData } from '../errors';
import { pagesQuery } from './pages';

export type DeadLetter = Schemas['DeadLetterView'];

export const LETTER_STATES = ['pending', 'retrying', 'resolved'] as const;
export type LetterState = DeadLetter['status'];

export const deadLettersKey = ['dead-letters'] as const;

const at = (id: string) => ({ params: { path: { id } } });

export const deadLettersQuery = (status: LetterState | '') =>
  pagesQuery<DeadLetter>([...deadLettersKey, status], (page, signal) => {
    const query = status ? { ...page, status: [status] } : page;
    return expectData(api.GET('/api/v2/dead-letters', { params: { query }, signal }));
  });

export const retryLetter = (id: string) =>
  expectData(api.POST('/api/v2/dead-letters/{id}/retry', at(id)));
export const resolveLetter = (id: string, note: string) =>
  expectData(api.POST('/api/v2/dead-letters/{id}/resolve', { ...at(id), body: { note } }));
export const dropLetter = (id: string) =>
  expectData(api.DELETE('/api/v2/dead-letters/{id}', at(id)));
