import { queryOptions } from '@tanstack/react-query';
import { present } from '../../lib/present';
import { api, type Schemas } from '../client';
import { expectData } from '../errors';

export type Rule = Schemas['AccessRuleView'];
export type Verdict = Schemas['AccessVerdictView'];

export const rulesKey = ['access-rules'] as const;

const at = (id: string) => ({ params: { path: { id } } });

/** In the order in which they are evaluated. */
export const rulesQuery = (instanceId: string) =>
  queryOptions({
    queryKey: [...rulesKey, instanceId],
    queryFn: async () => {
      const query = present({ instanceId });
      return (await expectData(api.GET('/api/v2/access/rules', { params: { query } }))).items;
    },
  });

export const createRule = (body: Schemas['CreateAccessRuleRequest']) =>
  expectData(api.POST('/api/v2/access/rules', { body }));
export const updateRule = (id: string, body: Schemas['UpdateAccessRuleRequest']) =>
  expectData(api.PATCH('/api/v2/access/rules/{id}', { ...at(id), body }));
export const deleteRule = (id: string) =>
  expectData(api.DELETE('/api/v2/access/rules/{id}', at(id)));
export const checkAccess = (body: Schemas['CheckAccessRequest']) =>
  expectData(api.POST('/api/v2/access/check', { body }));
