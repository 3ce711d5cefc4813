import type { paths } from './schema.gen';

type Query = NonNullable<paths['/api/v2/events']['get']['parameters']['query']>;

export type ContentType = NonNullable<Query['contentType']>[number];

/** Every kind of content, in the order of the API's description. */
export const CONTENT_TYPES = [
  'text',
  'audio',
  'image',
  'video',
  'document',
  'sticker',
  'contact',
  'location',
  'reaction',
  'poll',
  'event',
  'album',
  'template',
  'interactive',
  'call',
  'invite',
  'edit',
  'delete',
  'unknown',
] as const satisfies readonly ContentType[];

/** Fails to compile while the list lacks a kind that the API has. */
type Missing = Exclude<ContentType, (typeof CONTENT_TYPES)[number]>;
export const NO_KIND_IS_MISSING: [Missing] extends [never] ? true : Missing = true;
