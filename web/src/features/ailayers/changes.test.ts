import { expect, test } from 'vitest';
import type { LayerMembers } from '../../api/queries/aiLayers';
import { changesSomething, readChanges, seconds, switched } from './changes';

const present: LayerMembers = {
  agent: { apiUrl: 'https://example.com/v1', hasApiKey: true, model: 'small', timeout: 60_000 },
  replies: { delayMs: 2000, toDirect: true, toGroups: null },
};

/** The form as it is shown, with these fields changed. */
function form(changes: Record<string, string>): FormData {
  const fields = new FormData();
  const shown = {
    apiUrl: 'https://example.com/v1',
    apiKey: '',
    model: 'small',
    prompt: '',
    temperature: '',
    maxTokens: '',
    timeout: seconds(present.agent.timeout),
    delay: seconds(present.replies.delayMs),
    toDirect: switched(present.replies.toDirect),
    toGroups: switched(present.replies.toGroups),
    toChannels: '',
    echo: '',
  };
  for (const [name, value] of Object.entries({ ...shown, ...changes })) fields.set(name, value);
  return fields;
}

test('a form that was not changed changes nothing', () => {
  const body = readChanges(form({}), present);
  expect(body).toEqual({ agent: {}, replies: {} });
  expect(changesSomething(body)).toBe(false);
  expect(changesSomething({ ...body, agent: { model: null } })).toBe(true);
  expect(changesSomething({ ...body, mode: 'enabled' })).toBe(true);
});

test('what differs is sent, and what was emptied is the next layer’s', () => {
  const fields = form({ model: '', temperature: '0.3', delay: '0.5', toGroups: 'false' });
  expect(readChanges(fields, present)).toEqual({
    agent: { model: null, temperature: 0.3 },
    replies: { delayMs: 500, toGroups: false },
  });
});

test('a key is sent only if it was typed', () => {
  expect(readChanges(form({ apiKey: ' sk-1 ' }), present).agent).toEqual({ apiKey: 'sk-1' });
});
