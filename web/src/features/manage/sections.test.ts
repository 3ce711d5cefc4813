import { expect, test } from 'vitest';
import { permits } from '../../lib/scopes';
import { offered } from './sections';

const VIEWER = ['instances:read', 'messages:read', 'events:read', 'persons:read', 'access:read'];
const paths = (scopes: string[], isOperator: boolean) =>
  offered(scope => permits(scopes, scope), isOperator).map(section => section.to);

test('a viewer is offered what a viewer may read', () => {
  expect(paths(VIEWER, false)).toEqual([
    '/events',
    '/turns',
    '/analytics',
    '/agents',
    '/ai',
    '/executions',
    '/quick-replies',
    '/access',
    '/jobs',
    '/api-reference',
  ]);
});

test('only who may operate the server is offered its logs and services', () => {
  expect(paths(['*'], true)).toContain('/logs');
  expect(paths(['*'], false)).not.toContain('/logs');
  expect(paths(['*'], false)).not.toContain('/services');
  expect(paths(['*'], false)).not.toContain('/mcp-server');
  expect(paths(['*'], false)).toContain('/keys');
});
