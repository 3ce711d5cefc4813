import type { LinkProps } from '@tanstack/react-router';
import type { Text } from '../../i18n';
import { offered } from '../manage/sections';

export interface PalettePage {
  to: NonNullable<LinkProps['to']>;
  text: Text;
  scope?: string;
}

const PAGES: PalettePage[] = [
  { to: '/', text: 'nav.home' },
  { to: '/instances', text: 'nav.instances', scope: 'instances:read' },
  { to: '/chats', text: 'nav.chats', scope: 'messages:read' },
  { to: '/people', text: 'nav.people', scope: 'persons:read' },
  { to: '/account', text: 'nav.account' },
];

/** The pages that the palette leads to for a person with these rights: the management pages, too. */
export function palettePages(may: (scope: string) => boolean, isOperator: boolean): PalettePage[] {
  const own = PAGES.filter(({ scope }) => !scope || may(scope));
  return [...own, ...offered(may, isOperator)];
}

interface NewThing {
  to: NonNullable<LinkProps['to']>;
  text: Text;
  /** Shown first, where the text does not name what it is. */
  area?: Text;
  scope: string;
  /** Which form of its page, if there are several. */
  hash?: string;
}

const NEW_THINGS: NewThing[] = [
  { to: '/instances', text: 'instances.new', scope: 'instances:write' },
  { to: '/agents', text: 'agents.new', scope: 'instances:write' },
  { to: '/providers', text: 'providers.new', scope: 'settings:write' },
  { to: '/entry-points', text: 'entryPoints.new', scope: 'settings:write' },
  { to: '/quick-replies', text: 'quickReplies.new', scope: 'messages:send' },
  { to: '/access', text: 'access.new', area: 'sections.access', scope: 'access:write' },
  { to: '/webhooks', text: 'webhooks.new', area: 'sections.webhooks', scope: 'webhooks:write' },
  { to: '/jobs', text: 'jobs.newBatch', scope: 'instances:write', hash: 'new-batch' },
  { to: '/jobs', text: 'jobs.newSync', scope: 'instances:write', hash: 'new-sync' },
  { to: '/keys', text: 'keys.new', scope: 'admin:*' },
  { to: '/users', text: 'users.new', scope: 'users:write' },
];

/** What a person with these rights may make: the form of each is on its page. */
export function newThings(may: (scope: string) => boolean): NewThing[] {
  return NEW_THINGS.filter(({ scope }) => may(scope));
}
