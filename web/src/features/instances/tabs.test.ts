import { expect, test } from 'vitest';
import { permits } from '../../lib/scopes';
import { offeredTabs, TABS } from './tabs';

const tabs = (scopes: string[], isOperator = false) =>
  offeredTabs({ may: scope => permits(scopes, scope), isOperator });

test('a viewer is offered what a viewer may read', () => {
  expect(tabs(['instances:read', 'messages:read', 'events:read', 'access:read'])).toEqual([
    'connection',
    'profile',
    'agent',
    'messaging',
    'media',
    'access',
  ]);
});

test('the log is for those who may operate the server', () => {
  expect(tabs(['*'])).not.toContain('logs');
  expect(tabs(['*'], true)).toEqual(TABS);
  expect(tabs(['instances:read'], true)).not.toContain('logs');
});

test('one right is enough for the danger zone', () => {
  expect(tabs(['instances:delete'])).toEqual(['danger']);
  expect(tabs(['instances:write'])).toEqual(['danger']);
});
