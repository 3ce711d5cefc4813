import { expect, test } from 'vitest';
import { configurations, KEY_PLACE } from './entries';

const SERVER = 'https://example.com/omni';
const reference = (name: string) => `\${${name}}`;
const of = (id: string) => {
  const found = configurations(SERVER).find(one => one.id === id);
  if (!found) throw new Error(`no configuration for ${id}`);
  return found;
};

test('each names the server below its prefix', () => {
  for (const { id, text } of configurations(SERVER))
    expect([id, text]).toEqual([id, expect.stringContaining(SERVER)]);
});

test('each marks where the key belongs, and has none', () => {
  const places = [
    KEY_PLACE,
    ...['OMNI_API_KEY', 'env:OMNI_API_KEY', 'input:omni-key'].map(reference),
  ];
  for (const { id, text } of configurations(SERVER)) {
    expect([id, places.some(place => text.includes(place))]).toEqual([id, true]);
    expect(text).not.toContain('omni_sk_');
  }
});

test('files are JSON, with the entry where each client reads it', () => {
  const read = (id: string) => JSON.parse(of(id).text);
  expect(read('claudeCode').mcpServers.omni.url).toBe(`${SERVER}/mcp`);
  expect(read('cursor').mcpServers.omni.headers).toEqual({
    'x-api-key': reference('env:OMNI_API_KEY'),
  });
  expect(read('vsCode').servers.omni.type).toBe('http');
  expect(read('claudeDesktop').mcpServers.omni.args).toEqual(['mcp', '--url', SERVER]);
});
