import { readFileSync } from 'node:fs';
import { QueryClient } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { createPageRouter, ownPath } from './router';

test('the server serves the page at the address of every route', () => {
  const source = readFileSync('../crates/dashboard/src/lib.rs', 'utf8');
  const list = source.match(/const PAGES[^=]*=\s*\[([^\]]*)\]/s)?.[1] ?? '';
  const served = [...list.matchAll(/"([^"]+)"/g)].map(match => String(match[1]));
  const covers = (path: string) =>
    served.some(
      page => page === path || (page.endsWith('/{*rest}') && path.startsWith(page.slice(0, -7))),
    );
  const paths = Object.keys(createPageRouter(new QueryClient()).routesByPath);
  expect(paths.length).toBeGreaterThan(6);
  expect(paths.filter(path => !covers(path))).toEqual([]);
});

test('an address is that of its page with a slash at its end, too', () => {
  const router = createPageRouter(new QueryClient());
  const shown = (path: string) => router.getMatchedRoutes(path)[2]?.fullPath;
  expect(shown('/settings/')).toBe('/settings');
  expect(shown('/instances/1/')).toBe('/instances/$id');
  for (const path of [
    '/dashboard',
    '/dashboard/',
    '/dashboard/settings',
    '/dashboard/accounts/1',
  ]) {
    expect(shown(path), path).toBe('/dashboard/$');
  }
});

test('after the sign-in only a path of this page is opened', () => {
  expect(ownPath('/chats/1')).toBe('/chats/1');
  for (const path of [
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    'javascript:1',
    5,
  ]) {
    expect(ownPath(path)).toBeUndefined();
  }
});
