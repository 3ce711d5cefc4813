import { expect, test } from 'vitest';
import type { Instance } from '../../api/queries/instances';
import { ofAttendants } from './AttendantChoice';

test('only instances without a network are offered as attendants', () => {
  const channels = ['whatsapp-baileys', 'api', 'discord'] as const;
  const instances = channels.map(channel => ({ id: channel, channel }) as Instance);
  expect(ofAttendants(instances).map(one => one.id)).toEqual(['api']);
});
