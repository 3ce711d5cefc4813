import * as z from 'zod/mini';
import type { BatchRequest, SyncRequest } from '../../api/queries/jobs';
import { optionalNumber, optionalTime, required, say, text, ticked } from '../../forms/fields';
import { present } from '../../lib/present';

/** What a sync brings over, in its order. */
export const STAGES = ['contacts', 'chats', 'messages'] as const;

const MOST = 50_000;

const oneOrMore = () => ticked().check(z.minLength(1, say('jobs.oneOrMore')));

const period = { since: optionalTime(), until: optionalTime() };
type Period = { since: string | null; until: string | null };
const isInOrder = ({ since, until }: Period) => !since || !until || since <= until;
const inOrder = <T extends Period>() =>
  z.refine<T>(isInOrder, { ...say('jobs.endsFirst'), path: ['until'] });

/** The form of a batch job, read as what is sent. */
export const BATCH = z.pipe(
  z
    .object({ instanceId: text(), mediaTypes: oneOrMore(), ...period, overwrite: z.boolean() })
    .check(inOrder()),
  z.transform(
    ({ instanceId, mediaTypes, since, until, overwrite }): BatchRequest => ({
      type: 'media_reprocess',
      config: { ...present({ instanceId, since, until }), mediaTypes, overwrite },
    }),
  ),
);

/** The form's fields by the API's names of what they are read as. */
export const BATCH_NAMES = {
  'config.instanceId': 'instanceId',
  'config.mediaTypes': 'mediaTypes',
  'config.since': 'since',
  'config.until': 'until',
} as const;

export interface SyncValues {
  instance: string;
  body: SyncRequest;
}

/** The form of a sync, read as what is sent; without a number of messages the server has its own. */
export const SYNC = z.pipe(
  z
    .object({
      instance: required(),
      stages: oneOrMore(),
      media: z.boolean(),
      ...period,
      most: optionalNumber({ min: 1, max: MOST }),
    })
    .check(inOrder()),
  z.transform(
    ({ instance, stages, media, since, until, most }): SyncValues => ({
      instance,
      body: {
        syncContacts: stages.includes('contacts'),
        syncChats: stages.includes('chats'),
        syncMessages: stages.includes('messages'),
        ...present({ since, until }),
        processMedia: media,
        ...(most === null ? {} : { whatsapp: { maxMessagesPerChat: most } }),
      },
    }),
  ),
);

export const SYNC_NAMES = {
  syncContacts: 'stages',
  'whatsapp.maxMessagesPerChat': 'most',
} as const;
