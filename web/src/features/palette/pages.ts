import type { LinkProps } from '@tanstack/react-router';
import type { Text } from '../../i18n';

export interface PalettePage {
  to: NonNullable<LinkProps['to']>;
  text: Text;
  scope?: string;
}

/** The pages that the palette leads to. */
export const PALETTE_PAGES: PalettePage[] = [
  { to: '/', text: 'nav.home' },
  { to: '/instances', text: 'nav.instances', scope: 'instances:read' },
  { to: '/chats', text: 'nav.chats', scope: 'messages:read' },
  { to: '/people', text: 'nav.people', scope: 'persons:read' },
  { to: '/account', text: 'nav.account' },
];
