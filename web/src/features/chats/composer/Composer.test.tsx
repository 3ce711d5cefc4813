import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { chatKey } from '../../../api/queries/chats';
import type { Message } from '../../../api/queries/messages';
import type { Sent } from '../../../api/queries/sending';
import { sessionKey } from '../../../api/queries/session';
import { startTexts } from '../../../i18n';
import { type Draft, setSend } from '../outbox';
import { ConversationContext, type ConversationValue } from '../useConversation';
import { Composer, type Subject } from './Composer';
import { drafts } from './drafts';

const recorder = vi.hoisted(() => ({ done: (_: File): void => undefined }));
vi.mock('./useRecorder', () => ({
  useRecorder(onDone: (file: File) => void) {
    recorder.done = onDone;
    return { state: 'idle', startedAt: 0, start: () => undefined, stop: () => undefined };
  },
}));

const sent: Draft[] = [];
const old = {
  id: 'm1',
  externalId: 'x1',
  content: { type: 'text', text: 'see you at 5' },
} as Message;
const conversation = { instance: 'i1', address: 'a1', mayWrite: true } as ConversationValue;

/** The composer in a conversation whose message is edited or answered by a button. */
function Scene() {
  const [subject, setSubject] = useState<Subject | null>(null);
  return (
    <ConversationContext value={conversation}>
      <button type="button" onClick={() => setSubject({ kind: 'edit', message: old })}>
        begin to edit
      </button>
      <button type="button" onClick={() => setSubject({ kind: 'reply', message: old })}>
        begin to answer
      </button>
      <Composer subject={subject} onSubject={setSubject} />
    </ConversationContext>
  );
}

function show() {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  client.setQueryData(chatKey('i1', 'a1'), null);
  client.setQueryData(sessionKey, null);
  render(
    <QueryClientProvider client={client}>
      <Scene />
    </QueryClientProvider>,
  );
}

const field = () => screen.getByLabelText<HTMLTextAreaElement>('Write a message');
const press = (name: string) => userEvent.click(screen.getByRole('button', { name }));

beforeAll(startTexts);
beforeEach(() => {
  sent.length = 0;
  setSend((_, draft) => {
    sent.push(draft);
    return Promise.resolve({} as Sent);
  });
});
afterEach(() => {
  cleanup();
  drafts.clear();
  vi.unstubAllGlobals();
});

test.each(['the button', 'Escape'])(
  'an edit that is given up with %s leaves the draft',
  async by => {
    show();
    await userEvent.type(field(), 'what I was about to say');
    await press('begin to edit');
    expect(field().value).toBe('see you at 5');
    await userEvent.type(field(), '!');
    if (by === 'Escape') await userEvent.type(field(), '{Escape}');
    else await press('Cancel');
    expect(field().value).toBe('what I was about to say');
    expect(drafts.get('i1 a1')).toBe('what I was about to say');
    await userEvent.type(field(), '{Enter}');
    expect(sent.map(one => one.text)).toEqual(['what I was about to say']);
  },
);

test('after an edit that is given up without a draft, Enter sends nothing', async () => {
  show();
  await press('begin to edit');
  await press('Cancel');
  await userEvent.type(field(), '{Enter}');
  expect(sent).toEqual([]);
});

test('an edit that is answered instead is no draft of the answer', async () => {
  show();
  await press('begin to edit');
  await press('begin to answer');
  expect(field().value).toBe('');
});

test('an edit is saved, and the draft is there again', async () => {
  const asked: { method: string; body: unknown }[] = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    asked.push({ method: request.method, body: await request.json() });
    return Response.json({});
  });
  show();
  await userEvent.type(field(), 'later');
  await press('begin to edit');
  await userEvent.type(field(), ' or 6{Enter}');
  await waitFor(() => expect(field().value).toBe('later'));
  expect(asked).toEqual([{ method: 'PATCH', body: { text: 'see you at 5 or 6' } }]);
  expect(sent).toEqual([]);
});

test('an edit that was refused is no complaint about what is written next', async () => {
  vi.stubGlobal('fetch', async () =>
    Response.json({ error: { code: 'VALIDATION_ERROR', message: 'too late' } }, { status: 400 }),
  );
  show();
  await press('begin to edit');
  await userEvent.type(field(), '!{Enter}');
  expect((await screen.findByRole('alert')).textContent).toContain('too late');
  expect(field().value).toBe('see you at 5!');
  await press('Cancel');
  expect(screen.queryByRole('alert')).toBeNull();
});

test('files that answer a message quote it once, with the first', async () => {
  show();
  await press('begin to answer');
  const files = ['a.png', 'b.png'].map(name => new File(['x'], name, { type: 'image/png' }));
  await userEvent.upload(
    document.querySelector<HTMLInputElement>('input[type=file]') as never,
    files,
  );
  await userEvent.type(field(), 'these two{Enter}');
  await waitFor(() => expect(sent).toHaveLength(2));
  expect(
    sent.map(one => [one.attachment?.file.name, one.attachment?.caption, one.replyTo]),
  ).toEqual([
    ['a.png', 'these two', 'x1'],
    ['b.png', '', undefined],
  ]);
  expect(screen.queryByText('see you at 5')).toBeNull();
});

test('a voice note answers the message that is answered when it ends', async () => {
  show();
  await press('begin to answer');
  act(() => recorder.done(new File(['x'], 'voice.ogg', { type: 'audio/ogg' })));
  expect(sent.map(one => [one.attachment?.isVoiceNote, one.replyTo])).toEqual([[true, 'x1']]);
  expect(screen.queryByText('see you at 5')).toBeNull();
  act(() => recorder.done(new File(['x'], 'voice.ogg', { type: 'audio/ogg' })));
  await waitFor(() => expect(sent).toHaveLength(2));
  expect(sent[1]?.replyTo).toBeUndefined();
});
