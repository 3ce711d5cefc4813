import { expect, test } from 'vitest';
import { changesOf, fieldsOf, WEBHOOK } from './values';

const read = (changes: Partial<ReturnType<typeof fieldsOf>>) =>
  WEBHOOK.safeParse({ ...fieldsOf(undefined, []), url: 'https://a', ...changes });

test('an empty choice of instances is all of them', () => {
  const { data } = read({
    url: ' https://a ',
    events: 'message.*\n\nagent.error',
    timeoutMs: '2.5',
  });
  expect(data).toMatchObject({
    url: 'https://a',
    events: ['message.*', 'agent.error'],
    instanceIds: null,
    direction: null,
    ordering: 'none',
    timeoutMs: 2500,
    headers: {},
  });
  expect(read({ timeoutMs: '' }).data?.timeoutMs).toBe(15_000);
});

test('headers are added, changed and removed, and the others stay', () => {
  const { data } = read({ headers: 'authorization: Bearer x', removed: ['x-old'] });
  expect(data?.headers).toEqual({ authorization: 'Bearer x', 'x-old': null });
});

test('an endpoint of one chat begins after the given event, once', () => {
  const { data } = read({ chatId: ' c1 ', since: '0' });
  expect(data).toMatchObject({ chatId: 'c1', since: 0 });
  expect(read({}).data).toMatchObject({ chatId: null, since: null });
  expect(read({ since: '-1' }).error?.issues[0]?.path).toEqual(['since']);
  const changes = data && changesOf(data);
  expect(changes).toHaveProperty('chatId', 'c1');
  expect(changes).not.toHaveProperty('since');
  const present = { chatId: 'c2', events: [], chatTypes: [], retryDelays: [] };
  expect(fieldsOf(present as never, [])).toMatchObject({ chatId: 'c2', since: '' });
});

test('what cannot be read is refused at its field', () => {
  const { error } = read({ url: 'a', timeoutMs: '0', headers: 'nothing' });
  expect(error?.issues.map(issue => issue.path[0])).toEqual(['url', 'timeoutMs', 'headers']);
});

test('repeats, limits and certificates are sent as they are set, or left to the server', () => {
  const { data } = read({
    retryDelays: '5, 300 1800',
    disableAfter: '0',
    chatTypes: ['dm'],
    clientCertificate: 'pem',
    envelope: 'gateway',
  });
  expect(data).toMatchObject({
    retryDelays: [5, 300, 1800],
    disableAfter: 0,
    chatTypes: ['dm'],
    clientCertificate: 'pem',
    caCertificates: null,
    envelope: 'gateway',
  });
  const empty = read({}).data;
  expect(empty).toMatchObject({ retryDelays: null, disableAfter: null, chatTypes: [] });
  expect(empty).not.toHaveProperty('clientCertificate');
  expect(read({ dropCertificate: true }).data).toMatchObject({ clientCertificate: null });
  expect(data && changesOf(data)).not.toHaveProperty('envelope');
  expect(read({ retryDelays: '5, soon' }).error?.issues[0]?.path).toEqual(['retryDelays']);
});
