import { beforeAll, expect, test } from 'vitest';
import { loadManageTexts, startTexts } from '../../i18n';
import { BATCH, SYNC } from './values';

const FROM = '2026-05-04T10:00';
const EARLIER = '2026-05-03T10:00';
const batch = { instanceId: '', mediaTypes: ['audio'], since: '', until: '', overwrite: false };
const sync = {
  instance: 'i1',
  stages: ['messages'],
  media: false,
  since: '',
  until: '',
  most: '',
};

beforeAll(async () => {
  await startTexts();
  await loadManageTexts();
});

test('a batch job is asked for what is ticked, and only what is filled in bounds it', () => {
  expect(BATCH.parse({ ...batch, mediaTypes: ['audio', 'image'] })).toEqual({
    type: 'media_reprocess',
    config: { mediaTypes: ['audio', 'image'], overwrite: false },
  });
  const some = BATCH.parse({ ...batch, instanceId: 'i1', since: FROM, overwrite: true });
  expect(some.config).toEqual({
    instanceId: 'i1',
    since: new Date(FROM).toISOString(),
    mediaTypes: ['audio'],
    overwrite: true,
  });
});

test('a sync is asked for its stages, and for a number of messages only with one', () => {
  expect(SYNC.parse(sync)).toEqual({
    instance: 'i1',
    body: { syncContacts: false, syncChats: false, syncMessages: true, processMedia: false },
  });
  expect(SYNC.parse({ ...sync, most: '50' }).body.whatsapp).toEqual({ maxMessagesPerChat: 50 });
});

test.each([
  [BATCH, { ...batch, mediaTypes: [] }, 'mediaTypes', 'Tick at least one.'],
  [
    BATCH,
    { ...batch, since: FROM, until: EARLIER },
    'until',
    'The end comes before the beginning.',
  ],
  [SYNC, { ...sync, stages: [] }, 'stages', 'Tick at least one.'],
  [SYNC, { ...sync, since: FROM, until: EARLIER }, 'until', 'The end comes before the beginning.'],
  [SYNC, { ...sync, instance: '' }, 'instance', 'Fill this in.'],
  [SYNC, { ...sync, most: '50001' }, 'most', '50000 or less.'],
  [SYNC, { ...sync, most: '0' }, 'most', '1 or more.'],
] as const)('what cannot be sent is refused at its field (%#)', (schema, fields, name, message) => {
  const { error } = schema.safeParse(fields);
  expect(error?.issues.map(issue => [issue.path[0], issue.message])).toEqual([[name, message]]);
});
