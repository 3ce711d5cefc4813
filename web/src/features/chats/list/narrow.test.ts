import { expect, test } from 'vitest';
import { offeredInstances, onlyInstance, withChannel } from './narrow';

const instances = [
  { id: 'w1', channel: 'whatsapp-baileys' },
  { id: 'w2', channel: 'whatsapp-baileys' },
  { id: 'd1', channel: 'discord' },
];

test('a channel offers its instances', () => {
  const offered = offeredInstances(instances, { channel: 'whatsapp-baileys' });
  expect(offered.map(one => one.id)).toEqual(['w1', 'w2']);
  const kept = offeredInstances(instances, { channel: 'discord', instance: 'w1' });
  expect(kept.map(one => one.id)).toEqual(['w1', 'd1']);
});

test('another channel drops the instance of the former, and its label', () => {
  const search = { instance: 'w1', label: '5', q: 'bike', show: 'unread' as const };
  expect(withChannel(instances, search, 'discord')).toEqual({
    channel: 'discord',
    q: 'bike',
    show: 'unread',
  });
  expect(withChannel(instances, search, 'whatsapp-baileys')).toEqual({
    ...search,
    channel: 'whatsapp-baileys',
  });
});

test('all channels keep the instance', () => {
  const search = { channel: 'discord', instance: 'd1', label: '5' };
  expect(withChannel(instances, search, '')).toEqual({ instance: 'd1', label: '5' });
});

test('a label stays only with its instance', () => {
  const search = { channel: 'discord', label: '5' };
  expect(onlyInstance(instances, search)).toBe('d1');
  expect(withChannel(instances, search, '')).toEqual({});
  expect(onlyInstance(instances, { channel: 'whatsapp-baileys' })).toBeUndefined();
});
