import type { LinkProps } from '@tanstack/react-router';
import type { Text } from '../../i18n';

export interface Section {
  to: NonNullable<LinkProps['to']>;
  text: Text;
  /** Without one it is for everyone who is signed in. */
  scope?: string;
  /** Only for users who may operate the whole server. */
  isForOperators?: boolean;
}

/** The management pages, in the order in which they are offered. */
export const SECTIONS: Section[] = [
  { to: '/events', text: 'sections.events', scope: 'events:read' },
  { to: '/turns', text: 'sections.turns', scope: 'messages:read' },
  { to: '/analytics', text: 'sections.analytics', scope: 'events:read' },
  { to: '/agents', text: 'sections.agents', scope: 'instances:read' },
  { to: '/ai', text: 'sections.aiLayers', scope: 'instances:read' },
  { to: '/providers', text: 'sections.providers', scope: 'settings:read' },
  { to: '/entry-points', text: 'sections.entryPoints', scope: 'settings:read' },
  { to: '/executions', text: 'sections.executions', scope: 'messages:read' },
  { to: '/quick-replies', text: 'sections.quickReplies', scope: 'messages:read' },
  { to: '/access', text: 'sections.access', scope: 'access:read' },
  { to: '/webhooks', text: 'sections.webhooks', scope: 'webhooks:read' },
  { to: '/deliveries', text: 'sections.deliveries', scope: 'webhooks:read' },
  { to: '/jobs', text: 'sections.jobs', scope: 'instances:read' },
  { to: '/dead-letters', text: 'sections.deadLetters', scope: 'admin:*' },
  { to: '/logs', text: 'sections.logs', scope: 'admin:*', isForOperators: true },
  { to: '/services', text: 'sections.services', scope: 'admin:*', isForOperators: true },
  { to: '/mcp-server', text: 'sections.mcp', scope: 'admin:*', isForOperators: true },
  { to: '/api-reference', text: 'sections.api' },
  { to: '/keys', text: 'sections.keys', scope: 'admin:*' },
  { to: '/users', text: 'sections.users', scope: 'users:read' },
  { to: '/settings', text: 'sections.settings', scope: 'settings:read' },
];

/** Those that a person with these rights is offered. */
export function offered(may: (scope: string) => boolean, isOperator: boolean): Section[] {
  return SECTIONS.filter(
    ({ scope, isForOperators }) => (!scope || may(scope)) && (isOperator || !isForOperators),
  );
}
