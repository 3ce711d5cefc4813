import { render, screen } from '@testing-library/react';
import { beforeAll, expect, test } from 'vitest';
import type { Message } from '../../../api/queries/messages';
import { chooseLanguage, startTexts } from '../../../i18n';
// Loaded beforehand, so that no test waits for them to be compiled.
import '../../../i18n/errors/explain';
import '../../../i18n/errors/es.json';
import '../../../i18n/errors/pt.json';
import { ConversationContext, type ConversationValue } from '../useConversation';
import { Bubble } from './Bubble';

const plain: Message = {
  id: 'm1',
  externalId: 'x1',
  content: { type: 'text', text: 'hello' } as Message['content'],
  timestamp: '2026-01-01T00:00:00.000Z',
  status: 'received',
  isFromMe: false,
  source: 'realtime',
  sender: 'Ann',
  senderAddress: '551@s.whatsapp.net',
  personId: null,
  quoted: null,
  replyTo: null,
  reactions: [],
  editedAt: null,
  editHistory: [],
  deletedAt: null,
  errorMessage: null,
  transcription: null,
  referral: null,
  hold: null,
  sentBy: null,
  isStarred: false,
  viewOnce: false,
  isForwarded: false,
};

const show = (change: Partial<Message>) =>
  render(<Bubble instance="i1" message={{ ...plain, ...change }} showsSender={true} />).container;

const text = (value: string) => ({ content: { type: 'text', text: value } as Message['content'] });

beforeAll(startTexts);

test('markup and script addresses are shown as text', () => {
  const hostile = '<img src=x onerror="alert(1)"><a href="javascript:alert(1)">click</a>';
  const box = show(text(hostile));
  expect(box.textContent).toContain(hostile);
  expect(box.querySelectorAll('img, a, script')).toHaveLength(0);
});

test('a text of 60,000 characters is shown whole', () => {
  expect(show(text('x'.repeat(60_000))).textContent).toContain('x'.repeat(60_000));
});

test('a text has its own direction', () => {
  expect(show(text('שלום')).querySelector('p')?.getAttribute('dir')).toBe('auto');
});

test('a deleted message shows nothing of its content', () => {
  const box = show({ ...text('secret'), deletedAt: '2026-01-01T00:01:00.000Z' });
  expect(box.textContent).not.toContain('secret');
  expect(box.textContent).toContain('This message was deleted.');
});

test('what was forwarded is marked as such until it is deleted', () => {
  expect(show({ isForwarded: true }).textContent).toContain('Forwarded');
  expect(show({}).textContent).not.toContain('Forwarded');
  const deleted = show({ isForwarded: true, deletedAt: '2026-01-01T00:01:00.000Z' });
  expect(deleted.textContent).not.toContain('Forwarded');
});

test('a colleague is named at what they sent, and the reader is not', () => {
  const sentBy = { type: 'user' as const, id: 'u2', name: 'Rosa' };
  const own = { ...text('hello'), isFromMe: true, sender: '551@s.whatsapp.net', sentBy };
  const named = (change: Partial<Message>, userId: string) =>
    render(
      <ConversationContext value={{ channel: 'whatsapp-baileys', userId } as ConversationValue}>
        <Bubble instance="i1" message={{ ...plain, ...own, ...change }} showsSender={true} />
      </ConversationContext>,
    ).container.querySelector('article > bdi')?.textContent;
  expect(named({}, 'u1')).toBe('Rosa');
  expect(named({}, 'u2')).toBeUndefined();
  expect(named({ sentBy: { ...sentBy, name: null } }, 'u1')).toBe('Deleted user');
  expect(named({ sentBy: null }, 'u1')).toBeUndefined();
});

test('an unknown kind is named and not dropped', () => {
  const box = show({ content: { type: 'unknown', nativeType: 'hologram' } as Message['content'] });
  expect(box.textContent).toContain('hologram');
});

test('a failed send says why', () => {
  const box = show({ isFromMe: true, status: 'failed', errorMessage: 'no such number' });
  expect(box.textContent).toContain('Not sent: no such number');
});

test('a failed send is explained by its code in the language of the viewer', async () => {
  await chooseLanguage('pt');
  try {
    show({
      isFromMe: true,
      status: 'failed',
      errorCode: 'channel.media_gone',
      errorMessage: 'the network no longer has this file',
    });
    await screen.findByText('Não enviada: A rede não tem mais este arquivo.');
  } finally {
    await chooseLanguage('en');
  }
});

test('a picture is an image of the API, and nothing that runs', () => {
  const box = show({ content: { type: 'image', mimeType: 'image/svg+xml' } as Message['content'] });
  const image = box.querySelector('img');
  expect(image?.getAttribute('src')).toContain('api/v2/instances/i1/messages/m1/media?raw=true');
  expect(box.querySelectorAll('object, embed, iframe')).toHaveLength(0);
});

test('the earlier texts of a message are kept with it', () => {
  const editHistory = [{ at: '2026-01-01T00:00:00.000Z', text: 'see you at 5' }];
  const box = show({ ...text('see you at 6'), editHistory });
  expect(box.querySelector('details')?.textContent).toContain('see you at 5');
});

test("WhatsApp's markup becomes elements", () => {
  const box = show(text('*now* and `x`'));
  expect(box.querySelector('strong')?.textContent).toBe('now');
  expect(box.querySelector('code')?.textContent).toBe('x');
});

test('an advert is named, and its address is a link only if it is of the web', () => {
  const referral = { source: 'ad' as const, headline: 'Bikes', sourceUrl: 'javascript:alert(1)' };
  const box = show({ referral });
  expect(box.textContent).toContain('Bikes');
  expect(box.querySelectorAll('a')).toHaveLength(0);
});
