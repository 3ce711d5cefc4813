import { expect, test } from 'vitest';
import type { Instance } from '../../../api/queries/instances';
import { begin, changesOf, isChanged, merge, valuesOf, withTarget } from './edit';
import {
  agentSettings,
  CALLS,
  CONVERSATION,
  GATHERING,
  NAME,
  PACING,
  REPLY_FILTER,
  type Setting,
  TAKEOVER,
  type Values,
} from './settings';

const INSTANCE = {
  name: 'Shop',
  agent: { hasApiKey: true, timeout: 60_000, streaming: false, providerId: null, type: null },
  messaging: { debounceMode: 'fixed', debounceMs: 1_500, enableAutoSplit: true },
  conversation: {
    replyFilter: {
      mode: 'filtered',
      onDm: true,
      onMention: true,
      onReply: false,
      onNameMatch: true,
      namePatterns: ['Ann', 'Bob'],
    },
    takeoverMs: 600_000,
    silenceWord: 'NO_REPLY',
    errorReply: 'Sorry',
  },
  pacing: { messagesPerMinute: null, quietFrom: '22:00', onLimit: null },
  calls: { reject: false, reply: null },
} as unknown as Instance;

/** The request of a form in which these values were put. */
function request(settings: readonly Setting[], values: Values) {
  const base = valuesOf(settings, INSTANCE);
  return changesOf(settings, { base, draft: { ...base, ...values } });
}

test('values are shown in the units of the page', () => {
  expect(valuesOf(GATHERING, INSTANCE)['messaging.debounceMs']).toBe('1.5');
  expect(valuesOf(TAKEOVER, INSTANCE)['conversation.takeoverMs']).toBe('10');
  expect(valuesOf(REPLY_FILTER, INSTANCE)['conversation.replyFilter.namePatterns']).toBe(
    'Ann\nBob',
  );
  expect(valuesOf(PACING, INSTANCE)).toMatchObject({
    'pacing.messagesPerMinute': '',
    'pacing.quietFrom': '22:00',
  });
});

test('only what was changed is sent, in the units of the API', () => {
  expect(request(GATHERING, { 'messaging.debounceMs': '2.25' })).toEqual({
    messaging: { debounceMs: 2_250 },
  });
  expect(request(TAKEOVER, { 'conversation.takeoverMs': '0' })).toEqual({
    conversation: { takeoverMs: 0 },
  });
  expect(request(CALLS, { 'calls.reject': true, 'calls.reply': 'Write to us.' })).toEqual({
    calls: { reject: true, reply: 'Write to us.' },
  });
  expect(request(NAME, { name: ' Bikes ' })).toEqual({ name: 'Bikes' });
  expect(request(NAME, {})).toEqual({});
});

test('an empty field has its default, and an empty word is a word', () => {
  expect(request(PACING, { 'pacing.quietFrom': '', 'pacing.messagesPerMinute': '5' })).toEqual({
    pacing: { quietFrom: null, messagesPerMinute: 5 },
  });
  expect(
    request(CONVERSATION, { 'conversation.silenceWord': '', 'conversation.errorReply': ' ' }),
  ).toEqual({ conversation: { silenceWord: '', errorReply: null } });
});

test('the filter of messages is sent whole', () => {
  expect(request(REPLY_FILTER, { 'conversation.replyFilter.onReply': true })).toEqual({
    conversation: {
      replyFilter: {
        mode: 'filtered',
        onDm: true,
        onMention: true,
        onReply: true,
        onNameMatch: true,
        namePatterns: ['Ann', 'Bob'],
      },
    },
  });
});

test('a stored key stays, is replaced or is removed', () => {
  const settings = agentSettings([], ['openai'], true);
  const key = 'agent.apiKey';
  const drop = 'agent.dropKey';
  expect(request(settings, { 'agent.prompt': 'Be kind.' })).toEqual({
    agent: { prompt: 'Be kind.' },
  });
  expect(request(settings, { [key]: 'sk-2' })).toEqual({ agent: { apiKey: 'sk-2' } });
  expect(request(settings, { [key]: 'sk-2', [drop]: true })).toEqual({ agent: { apiKey: null } });
});

test('a provider replaces an endpoint, and an endpoint has its kind', () => {
  const settings = agentSettings([{ id: 'p1', name: 'Books' }], ['openai', 'webhook'], false);
  const base = valuesOf(settings, INSTANCE);
  const of = (values: Values) => {
    const draft = { ...base, ...values };
    return withTarget(changesOf(settings, { base, draft }), draft);
  };
  expect(of({ 'agent.providerId': 'p1' })).toEqual({
    agent: { providerId: 'p1', type: null, apiUrl: null },
  });
  expect(of({ 'agent.apiUrl': 'https://a.example' })).toEqual({
    agent: { apiUrl: 'https://a.example', type: 'openai' },
  });
  expect(of({})).toEqual({});
});

test('what is not edited follows the server; what is edited stays, and shows the newer', () => {
  const edit = {
    base: { name: 'Shop', word: 'A', calls: false },
    draft: { name: 'Bikes', word: 'A', calls: false },
    theirs: {},
  };
  const merged = merge(edit, { name: 'Shop', word: 'B', calls: true });
  expect(merged).toEqual({
    base: { name: 'Shop', word: 'B', calls: true },
    draft: { name: 'Bikes', word: 'B', calls: true },
    theirs: {},
  });
  const conflict = merge(merged, { name: 'Motors', word: 'B', calls: true });
  expect(conflict.draft.name).toBe('Bikes');
  expect(conflict.theirs).toEqual({ name: 'Motors' });
  // It is still one after another reading, and is none where both wrote the same.
  expect(merge(conflict, { ...conflict.base }).theirs).toEqual({ name: 'Motors' });
  expect(merge(conflict, { ...conflict.base, name: 'Bikes' }).theirs).toEqual({});
  expect(isChanged(conflict)).toBe(true);
  expect(isChanged(begin(conflict.base))).toBe(false);
});
