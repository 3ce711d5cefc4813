import { expect, test, vi } from 'vitest';
import { api } from '../../../api/client';
import type { Message } from '../../../api/queries/messages';
import { draftOf, isSendableAgain } from './resend';

const failed = (content: Partial<Message['content']>) =>
  ({ id: 'm1', status: 'failed', replyTo: 'x0', content }) as unknown as Message;

test('texts and files can be sent again, and only if they failed', () => {
  expect(isSendableAgain(failed({ type: 'text', text: 'hi' }))).toBe(true);
  expect(isSendableAgain(failed({ type: 'document' }))).toBe(true);
  expect(isSendableAgain(failed({ type: 'poll', text: 'When?' }))).toBe(false);
  expect(isSendableAgain({ ...failed({ type: 'image' }), status: 'sent' })).toBe(false);
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
