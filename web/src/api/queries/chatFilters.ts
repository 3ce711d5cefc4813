import type { Schemas } from '../client';

// What the address of the inbox may contain. It is read with the first page, unlike the queries.
export const CHAT_KINDS = ['dm', 'group', 'channel', 'thread', 'broadcast'] as const;
export const SHOWN = ['all', 'unread', 'failed', 'paused', 'pinned', 'archived'] as const;
export type ChatKind = (typeof CHAT_KINDS)[number];
export type Shown = (typeof SHOWN)[number];
export type Channel = NonNullable<Schemas['InboxFilterRequest']['channel']>;
