import { expect, test } from 'vitest';
import { filterOf } from './filter';
import { readEventSearch } from './search';

const ID = '0194b2c0-0000-7000-8000-000000000001';
const NONE = {
  channel: '',
  instanceId: '',
  chatId: '',
  personId: '',
  eventType: '',
  contentType: '',
  direction: '',
  since: '',
  until: '',
  search: '',
};

test('only texts of known names are read from an address', () => {
  const of = { channel: 'discord', chat: ID, person: ID, content: 'image', type: 'x' };
  expect(readEventSearch({ ...of, other: 'y', since: null, q: '' })).toEqual(of);
  expect(readEventSearch({ q: 5511, until: {} })).toEqual({ q: '5511' });
});

test('each part of an address is a filter', () => {
  const at = '2026-01-02T03:04:00.000Z';
  const search = {
    instance: ID,
    channel: 'whatsapp-baileys',
    chat: ID,
    person: ID,
    type: 'message.received',
    content: 'image',
    direction: 'inbound',
    since: at,
    until: '2026-01-02T03:04Z',
    q: 'apple',
  };
  expect(filterOf(search)).toEqual({
    channel: 'whatsapp-baileys',
    instanceId: ID,
    chatId: ID,
    personId: ID,
    eventType: 'message.received',
    contentType: 'image',
    direction: 'inbound',
    since: at,
    until: at,
    search: 'apple',
  });
});

test('what is not known is no filter', () => {
  const search = {
    instance: '1',
    channel: 'smoke',
    chat: '551@s.whatsapp.net',
    person: 'Ann',
    type: 'message.sung',
    content: 'smell',
    direction: 'up',
    since: 'soon',
    until: '',
  };
  expect(filterOf(search)).toEqual(NONE);
  expect(filterOf({})).toEqual(NONE);
});
