import { queryOptions } from '@tanstack/react-query';
import { api, type Schemas } from '../client';
import { expectData } from '../errors';

export type Answers = Schemas['AnswersView'];

/** By the channel's id of the message, which the events of answers have. */
export const answersKey = (externalId: string) => ['answers', externalId] as const;

export const answersQuery = (id: string, externalId: string) =>
  queryOptions({
    queryKey: answersKey(externalId),
    queryFn: ({ signal }) =>
      expectData(api.GET('/api/v2/messages/{id}/answers', { params: { path: { id } }, signal })),
  });
