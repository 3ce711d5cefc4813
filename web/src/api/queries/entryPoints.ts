import { queryOptions } from '@tanstack/react-query';
import { present } from '../../lib/present';
import { api, type Schemas } from '../client';
import { expectData } from '../errors';
import { pagesQuery } from './pages';

export type EntryPoint = Schemas['EntryPointView'];
export type EntryPointDetails = Schemas['EntryPointDetailsView'];
export type Attendant = Schemas['AttendantView'];
export type Execution = Schemas['ExecutionView'];

export const EXECUTION_STATES = [
  'queued',
  'processing',
  'completed',
  'failed',
  'superseded',
] as const satisfies readonly Execution['status'][];

export interface ExecutionFilter {
  entryPointId: string;
  status: Execution['status'] | '';
}

export const entryPointsKey = ['entry-points'] as const;
export const executionsKey = ['executions'] as const;

const at = (id: string) => ({ params: { path: { id } } });

export const entryPointsQuery = queryOptions({
  queryKey: [...entryPointsKey, 'list'],
  queryFn: async () => (await expectData(api.GET('/api/v2/entry-points'))).items as EntryPoint[],
});

export const entryPointQuery = (id: string) =>
  queryOptions({
    queryKey: [...entryPointsKey, id],
    queryFn: () => expectData(api.GET('/api/v2/entry-points/{id}', at(id))),
  });

export const entryPointKeyQuery = queryOptions({
  queryKey: ['entry-point-key'],
  queryFn: () => expectData(api.GET('/api/v2/entry-points/key')),
});

export const executionsQuery = (filter: ExecutionFilter) =>
  pagesQuery<Execution>([...executionsKey, filter], (page, signal) => {
    const { entryPointId, status } = filter;
    const query = {
      ...page,
      ...present({ entryPointId }),
      ...(status ? { status: [status] } : {}),
    };
    return expectData(api.GET('/api/v2/executions', { params: { query }, signal }));
  });

export const createEntryPoint = (name: string) =>
  expectData(api.POST('/api/v2/entry-points', { body: { name } }));
export const updateEntryPoint = (id: string, body: Schemas['UpdateEntryPointRequest']) =>
  expectData(api.PATCH('/api/v2/entry-points/{id}', { ...at(id), body }));
export const deleteEntryPoint = (id: string) =>
  expectData(api.DELETE('/api/v2/entry-points/{id}', at(id)));
export const rotateEntryPointKey = () => expectData(api.POST('/api/v2/entry-points/key/rotate'));
export const addAttendant = (id: string, body: Schemas['AddAttendantRequest']) =>
  expectData(api.POST('/api/v2/entry-points/{id}/attendants', { ...at(id), body }));
export const updateAttendant = (id: string, body: Schemas['UpdateAttendantRequest']) =>
  expectData(api.PATCH('/api/v2/attendants/{id}', { ...at(id), body }));
export const removeAttendant = (id: string) =>
  expectData(api.DELETE('/api/v2/attendants/{id}', at(id)));
