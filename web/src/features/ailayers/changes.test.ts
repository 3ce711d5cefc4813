import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import type { LayerMembers } from '../../api/queries/aiLayers';
import { changesOf, changesSomething, fieldsOf, LAYER } from './changes';

const present: LayerMembers = {
  agent: { apiUrl: 'https://example.com/v1', hasApiKey: true, model: 'small', timeout: 60_000 },
  replies: { delayMs: 2000, toDirect: true, toGroups: null },
};

type Fields = ReturnType<typeof fieldsOf>;

/** What the form as it is shown changes, with these fields changed. */
function changes({ agent = {}, replies = {} }: { [K in keyof Fields]?: Partial<Fields[K]> }) {
  const shown = fieldsOf(present);
  const fields = {
    agent: { ...shown.agent, ...agent },
    replies: { ...shown.replies, ...replies },
  };
  return changesOf(z.object(LAYER).parse(fields), present);
}

test('a form that was not changed changes nothing', () => {
  const body = changes({});
  expect(body).toEqual({ agent: {}, replies: {} });
  expect(changesSomething(body)).toBe(false);
  expect(changesSomething({ ...body, agent: { model: null } })).toBe(true);
  expect(changesSomething({ ...body, mode: 'enabled' })).toBe(true);
});

test('what differs is sent, and what was emptied is the next layer’s', () => {
  const changed = changes({
    agent: { model: '', temperature: '0.3' },
    replies: { delayMs: '0.5', toGroups: 'false' },
  });
  expect(changed).toEqual({
    agent: { model: null, temperature: 0.3 },
    replies: { delayMs: 500, toGroups: false },
  });
});

test('a key is sent only if it was typed', () => {
  expect(changes({ agent: { apiKey: ' sk-1 ' } }).agent).toEqual({ apiKey: 'sk-1' });
});

test('a switch of the last layer that is not set is shown as the first choice', () => {
  expect(fieldsOf(present, true).replies.toGroups).toBe('true');
  expect(fieldsOf(present).replies.toGroups).toBe('');
});
