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
  for (const one of [to, { ...to, address: 'a2' }]) {
    discard(one, outbox(one).get()[0]?.key ?? '');
    expect(outbox(one).get()).toEqual([]);
  }
});

/** What was asked of the server, in its order; each is answered by the test. */
function slowServer() {
  const asked: { name: string; answer: () => Promise<void>; refuse: () => Promise<void> }[] = [];
  setSend(
    ({ address }, { text }) =>
      new Promise((done, fail) => {
        const then = (settle: () => void) => async () => {
          settle();
          await settled();
        };
        asked.push({
          name: `${address} ${text}`,
          answer: then(() => done({} as Sent)),
          refuse: then(() => fail(new Error('refused'))),
        });
      }),
  );
  return asked;
}

const names = (asked: { name: string }[]) => asked.map(one => one.name);

test('what is sent to a chat waits for what was sent to it before, and for no other chat', async () => {
  const asked = slowServer();
  const [b1, b2] = [
    { instance: 'i1', address: 'b1' },
    { instance: 'i1', address: 'b2' },
  ];
  for (const text of ['one', 'two', 'three']) send(b1, { text });
  send(b2, { text: 'other' });
  expect(names(asked)).toEqual(['b1 one', 'b2 other']);
  await asked[0]?.answer();
  expect(names(asked)).toEqual(['b1 one', 'b2 other', 'b1 two']);
  await asked[2]?.answer();
  await asked[3]?.answer();
  expect(names(asked).slice(3)).toEqual(['b1 three']);
  await asked[1]?.answer();
  expect([outbox(b1).get(), outbox(b2).get()]).toEqual([[], []]);
});

test('what was refused does not hold up what is behind it, and is sent again after it', async () => {
  const asked = slowServer();
  const to = { instance: 'i1', address: 'c1' };
  send(to, { text: 'one' });
  send(to, { text: 'two' });
  await asked[0]?.refuse();
  expect(names(asked)).toEqual(['c1 one', 'c1 two']);
  const [failed] = outbox(to).get();
  if (failed) retry(to, failed);
  expect(names(asked)).toHaveLength(2);
  await asked[1]?.answer();
  expect(names(asked)).toEqual(['c1 one', 'c1 two', 'c1 one']);
  await asked[2]?.answer();
  expect(outbox(to).get()).toEqual([]);
});

test('the page asks before it is left while something is unsent', async () => {
  const isHeld = () => {
    const event = new Event('beforeunload', { cancelable: true });
    window.dispatchEvent(event);
    return event.defaultPrevented;
  };
  const asked = slowServer();
  const to = { instance: 'i1', address: 'd1' };
  expect(isHeld()).toBe(false);
  send(to, { text: 'one' });
  send(to, { text: 'two' });
  expect(isHeld()).toBe(true);
  await asked[0]?.refuse();
  await asked[1]?.answer();
  expect(isHeld()).toBe(true);
  discard(to, outbox(to).get()[0]?.key ?? '');
  expect(isHeld()).toBe(false);
});
