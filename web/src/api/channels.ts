import type { Channel } from './queries/chatFilters';

/** Every channel, in the order of the API's description. */
export const CHANNELS = [
  'whatsapp-baileys',
  'whatsapp-cloud',
  'discord',
  'api',
] as const satisfies readonly Channel[];

/** Fails to compile while the list lacks a channel that the API has. */
type Missing = Exclude<Channel, (typeof CHANNELS)[number]>;
export const NO_CHANNEL_IS_MISSING: [Missing] extends [never] ? true : Missing = true;
