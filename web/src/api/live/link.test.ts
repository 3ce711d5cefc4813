import { expect, test } from 'vitest';
import type { LiveEvent } from './frames';
import { LiveLink } from './link';

class FakeSocket {
  sent: unknown[] = [];
  onopen: (() => void) | undefined;
  onmessage: ((message: { data: string }) => void) | undefined;
  onclose: ((event: { code: number }) => void) | undefined;
  send(text: string) {
    this.sent.push(JSON.parse(text));
  }
  close() {}
  says(frame: unknown) {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
  event(seq: number | null) {
    this.says({ type: 'event', event: { type: 'message.received', seq, payload: {} } });
  }
}

function world() {
  const sockets: FakeSocket[] = [];
  const seen: (number | null)[][] = [];
  const frames: (() => void)[] = [];
  const count = { gaps: 0, resumed: 0 };
  const link = new LiveLink({
    open() {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket as unknown as WebSocket;
    },
    onEvents: (events: LiveEvent[]) => seen.push(events.map(event => event.seq)),
    onGap: () => {
      count.gaps += 1;
    },
    onResumed: () => {
      count.resumed += 1;
    },
    schedule: flush => frames.push(flush),
    delay: () => 3_600_000,
  });
  const latest = () => {
    const socket = sockets.at(-1);
    if (!socket) throw new Error('no socket');
    return socket;
  };
  const paint = () => {
    for (const flush of frames.splice(0)) flush();
  };
  link.start();
  latest().onopen?.();
  return { link, latest, seen, count, paint, sockets };
}

test('the first subscription reads all anew, as something may have changed before it', () => {
  const { latest, count, link } = world();
  expect(latest().sent).toEqual([{ type: 'subscribe', channels: ['*'] }]);
  expect(link.state.get()).toBe('connecting');
  latest().says({ type: 'subscribed' });
  expect([link.state.get(), count.gaps]).toEqual(['live', 1]);
});

test('events of one frame are gathered, in order', () => {
  const { latest, seen, paint } = world();
  latest().says({ type: 'subscribed' });
  for (const seq of [4, 5, null, 6]) latest().event(seq);
  expect(seen).toEqual([]);
  paint();
  expect(seen).toEqual([[4, 5, null, 6]]);
});

test('after a lost socket it resumes behind the last event, and doubles nothing', () => {
  const { latest, seen, paint, count, link } = world();
  latest().says({ type: 'subscribed' });
  latest().event(7);
  paint();
  latest().onclose?.({ code: 1001 });
  expect(link.state.get()).toBe('offline');
  link.retryNow();
  latest().onopen?.();
  expect(latest().sent).toEqual([{ type: 'subscribe', channels: ['*'], since: 7 }]);
  latest().says({ type: 'subscribed' });
  for (const seq of [7, 8]) latest().event(seq);
  paint();
  expect(seen).toEqual([[7], [8]]);
  expect([link.state.get(), count.gaps, count.resumed]).toEqual(['live', 1, 1]);
});

test('where the log does not reach back so far, all is read anew', () => {
  const { latest, paint, count, link } = world();
  latest().says({ type: 'subscribed' });
  latest().event(7);
  paint();
  latest().onclose?.({ code: 1006 });
  link.retryNow();
  latest().onopen?.();
  latest().says({ type: 'error', error: { code: 'GONE', message: '' } });
  expect(latest().sent.at(-1)).toEqual({ type: 'subscribe', channels: ['*'] });
  latest().says({ type: 'subscribed' });
  expect([count.gaps, count.resumed]).toEqual([2, 0]);
});

test('a socket that was given up says nothing any more', () => {
  const { latest, seen, paint, link, sockets } = world();
  const first = latest();
  first.says({ type: 'subscribed' });
  first.onclose?.({ code: 1006 });
  link.retryNow();
  expect(sockets).toHaveLength(2);
  first.event(9);
  paint();
  expect(seen).toEqual([]);
  link.stop();
  link.retryNow();
  expect(sockets).toHaveLength(2);
});
