import { expect, test, vi } from 'vitest';
import { api } from '../../../api/client';
import type { Message } from '../../../api/queries/messages';
import { send } from '../outbox';
import { draftOf, isSendableAgain } from './resend';

const failed = (content: Partial<Message['content']>) =>
  ({ id: 'm1', status: 'failed', replyTo: 'x0', content }) as unknown as Message;

test('texts and files can be sent again, and only if they failed', () => {
  expect(isSendableAgain(failed({ type: 'text', text: 'hi' }))).toBe(true);
  expect(isSendableAgain(failed({ type: 'document' }))).toBe(true);
  expect(isSendableAgain(failed({ type: 'event', text: 'Ride out' }))).toBe(false);
  expect(isSendableAgain({ ...failed({ type: 'image' }), status: 'sent' })).toBe(false);
});

const poll = { type: 'poll', text: 'When?', options: ['now', 'later'], maxChoices: 2 };
const location = { latitude: 1.5, longitude: 2.5, name: 'Shop', live: false };
const place = { type: 'location', location };
const card = { name: 'Bo', phone: '+5511', phones: ['+5511'], email: null, organization: 'Bikes' };
const cards = { type: 'contact', contacts: [card, { ...card, name: 'Cy' }] };

/** The kind of message that is written here with a route of its own, and what its request has. */
test.each<[string, Partial<Message['content']>, object]>([
  ['poll', poll, { question: 'When?', options: ['now', 'later'], maxChoices: 2 }],
  ['location', place, { latitude: 1.5, longitude: 2.5, name: 'Shop', address: null }],
  [
    'contact',
    cards,
    {
      contacts: [
        { name: 'Bo', phone: '+5511', email: null, organization: 'Bikes' },
        { name: 'Cy', phone: '+5511', email: null, organization: 'Bikes' },
      ],
    },
  ],
])('a %s is sent again with all that it had', async (kind, content, wanted) => {
  const post = vi.spyOn(api, 'POST').mockResolvedValue({ data: {}, response: new Response() });
  const message = failed(content);
  expect(isSendableAgain(message)).toBe(true);
  send({ instance: 'i1', address: 'a1' }, await draftOf('i1', message));
  const body = { instanceId: 'i1', to: 'a1', replyTo: 'x0', ...wanted };
  expect(post).toHaveBeenCalledExactlyOnceWith(
    `/api/v2/messages/${kind}`,
    expect.objectContaining({ body }),
  );
  post.mockRestore();
});

test('a card with a vCard of its own is not sent again without it', () => {
  const contacts = [{ ...card, vcard: 'BEGIN:VCARD' }];
  expect(isSendableAgain(failed({ type: 'contact', contacts }))).toBe(false);
});

test('a text is the same draft once more', async () => {
  expect(await draftOf('i1', failed({ type: 'text', text: 'hi' }))).toEqual({
    text: 'hi',
    replyTo: 'x0',
  });
});

test('a file is sent with its name, its kind and its caption', async () => {
  const read = vi.spyOn(api, 'GET').mockResolvedValue({
    data: new Blob(['%PDF'], { type: 'application/pdf' }),
    response: new Response(),
  } as never);
  const content = {
    type: 'document',
    text: 'the bill',
    fileName: 'bill.pdf',
    mimeType: 'application/pdf',
  } as Message['content'];
  const { text, replyTo, attachment } = await draftOf('i1', failed(content));
  expect([text, replyTo]).toEqual(['', 'x0']);
  expect(attachment).toMatchObject({ kind: 'document', caption: 'the bill', isVoiceNote: false });
  expect([attachment?.file.name, attachment?.file.type]).toEqual(['bill.pdf', 'application/pdf']);
  const params = { path: { id: 'i1', messageId: 'm1' }, query: { raw: true } };
  expect(read).toHaveBeenCalledWith(expect.anything(), expect.objectContaining({ params }));
});
