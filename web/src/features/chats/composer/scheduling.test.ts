import { expect, test, vi } from 'vitest';
import { Scheduling } from './scheduling';

const TO = { instance: 'i1', address: 'a@s' };
const LATER = { sendAt: '2030-01-02T03:04:05.000Z' };

const calls = () => ({ text: vi.fn(), file: vi.fn() });

test('each file is scheduled once, also if a later one is refused at first', async () => {
  const made = calls();
  made.file
    .mockResolvedValueOnce({})
    .mockRejectedValueOnce(new Error('lost'))
    .mockResolvedValue({});
  const files = [new File(['a'], 'a.png', { type: 'image/png' }), new File(['b'], 'b.pdf')];
  const scheduling = new Scheduling(TO, files, made);
  await expect(scheduling.run({ text: ' hello ', ...LATER })).rejects.toThrow('lost');
  await scheduling.run({ text: ' hello ', ...LATER });
  const sent = made.file.mock.calls.map(([, { file, kind, caption }, later, key]) => ({
    name: file.name,
    kind,
    caption,
    later,
    key,
  }));
  expect(sent.map(({ name, kind, caption }) => [name, kind, caption])).toEqual([
    ['a.png', 'image', 'hello'],
    ['b.pdf', 'document', ''],
    ['b.pdf', 'document', ''],
  ]);
  expect(sent[1]?.key).toBe(sent[2]?.key);
  expect(sent[0]?.key).not.toBe(sent[1]?.key);
  expect(sent[0]?.later).toEqual(LATER);
});

test('a text that is changed after a failure is another request', async () => {
  const made = calls();
  made.text.mockRejectedValue(new Error('lost'));
  const scheduling = new Scheduling(TO, [], made);
  const tries = ['hello', 'hello', 'hello!'];
  for (const text of tries) {
    await expect(scheduling.run({ text, ...LATER })).rejects.toThrow('lost');
  }
  const [first, second, third] = made.text.mock.calls.map(call => call[3]);
  expect(first).toBe(second);
  expect(third).not.toBe(first);
});

test('of several files the first quotes what is answered', async () => {
  const made = calls();
  const files = [new File(['a'], 'a.pdf'), new File(['b'], 'b.pdf')];
  await new Scheduling(TO, files, made).run({ text: '', ...LATER, replyTo: 'x1' });
  const later = made.file.mock.calls.map(call => call[2]);
  expect(later).toEqual([{ ...LATER, replyTo: 'x1' }, LATER]);
});
