import { expect, test, vi } from 'vitest';
import type { Sent } from '../../api/queries/sending';
import { discard, outbox, retry, send, setOnSent, setSend } from './outbox';

const to = { instance: 'i1', address: 'a1' };
const settled = () => new Promise(done => setTimeout(done));

test('what was not sent stays with its reason, and is sent with the same key again', async () => {
  const keys: string[] = [];
  setSend((_, __, key) => {
    keys.push(key);
    return keys.length === 1
      ? Promise.reject(new Error('no network'))
      : Promise.resolve({} as Sent);
  });
  const onSent = vi.fn();
  setOnSent(onSent);
  send(to, { text: 'hello' });
  expect(outbox(to).get()).toMatchObject([{ draft: { text: 'hello' }, error: null }]);
  await settled();
  const [failed] = outbox(to).get();
  expect(failed?.error).toBeInstanceOf(Error);
  expect(onSent).not.toHaveBeenCalled();
  if (failed) retry(to, failed);
  await settled();
  expect(outbox(to).get()).toEqual([]);
  expect(new Set(keys).size).toBe(1);
  expect(onSent).toHaveBeenCalledOnce();
});

test('a chat has only its own', async () => {
  setSend(() => new Promise(() => undefined));
  send(to, { text: 'one' });
  send({ ...to, address: 'a2' }, { text: 'two' });
  expect(
    outbox(to)
      .get()
      .map(one => one.draft.text),
  ).toEqual(['one']);
  discard(to, outbox(to).get()[0]?.key ?? '');
  expect(outbox(to).get()).toEqual([]);
});
