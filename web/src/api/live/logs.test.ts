import { expect, test } from 'vitest';
import { LogTail, MOST_LINES } from './logs';

class Socket {
  sent: unknown[] = [];
  onopen: (() => void) | undefined;
  onmessage: ((message: { data: string }) => void) | undefined;
  onclose: (() => void) | undefined;
  isClosed = false;
  send(text: string) {
    this.sent.push(JSON.parse(text));
  }
  close() {
    this.isClosed = true;
  }
  line(message: string) {
    this.onmessage?.({
      data: JSON.stringify({ type: 'log', level: 'info', service: 'a', message }),
    });
  }
}

function tail() {
  const sockets: Socket[] = [];
  const log = new LogTail(
    {
      open() {
        const socket = new Socket();
        sockets.push(socket);
        return socket as unknown as WebSocket;
      },
      schedule: flush => flush(),
      delay: () => 0,
    },
    { services: ['*'], level: 'warn', search: 'x' },
  );
  log.start();
  const [first] = sockets;
  if (!first) throw new Error('no socket');
  first.onopen?.();
  return { log, first, sockets };
}

const shown = (log: LogTail) => log.state.get().lines.map(line => line.message);

test('it asks for what the filter says, with those earlier lines alone that have the words', () => {
  const { first } = tail();
  expect(first.sent).toEqual([
    { type: 'subscribe', services: ['*'], level: 'warn', tail: 200, search: 'x' },
  ]);
});

test('of an instance it asks by its id, and not by a word', () => {
  const { log, sockets } = tail();
  log.filter({ services: ['*'], level: 'info', search: '', instance: 'i1' });
  sockets[1]?.onopen?.();
  expect(sockets[1]?.sent).toEqual([
    { type: 'subscribe', services: ['*'], level: 'info', tail: 200, instanceId: 'i1' },
  ]);
});

test('while it is paused lines are held, and none is lost', () => {
  const { log, first } = tail();
  first.line('one');
  log.pause(true);
  first.line('two');
  expect(shown(log)).toEqual(['one']);
  expect(log.state.get().held).toBe(1);
  log.pause(false);
  expect(shown(log)).toEqual(['one', 'two']);
});

test('only the newest lines are kept', () => {
  const { log, first } = tail();
  for (let at = 0; at < MOST_LINES + 5; at += 1) first.line(String(at));
  expect(log.state.get().lines).toHaveLength(MOST_LINES);
  expect(shown(log)[0]).toBe('5');
});

test('another filter subscribes anew, and the old socket says nothing more', () => {
  const { log, first, sockets } = tail();
  log.filter({ services: ['worker'], level: 'info', search: '' });
  expect(first.isClosed).toBe(true);
  first.line('late');
  sockets[1]?.onopen?.();
  expect(sockets[1]?.sent).toEqual([
    { type: 'subscribe', services: ['worker'], level: 'info', tail: 200 },
  ]);
  expect(shown(log)).toEqual([]);
});

test('what the server could not send is said', () => {
  const { log, first } = tail();
  first.onmessage?.({ data: '{"type":"missed","count":3}' });
  first.onmessage?.({ data: 'not JSON' });
  expect(log.state.get().missed).toBe(3);
});

test('a connection that was lost is known as that, and is made anew at once when asked for', () => {
  const { log, first, sockets } = tail();
  expect(log.state.get().isLost).toBe(false);
  first.onclose?.();
  expect(log.state.get()).toMatchObject({ isLive: false, isLost: true });
  log.retryNow();
  expect(sockets).toHaveLength(2);
  sockets[1]?.onopen?.();
  expect(log.state.get()).toMatchObject({ isLive: true, isLost: false });
  log.stop();
});
