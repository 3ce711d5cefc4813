import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import { beforeAll, expect, test } from 'vitest';
import { answersKey } from '../../../api/queries/answers';
import type { Message } from '../../../api/queries/messages';
import { startTexts } from '../../../i18n';
import { Bubble } from './Bubble';

type Content = Omit<Partial<Message['content']>, 'type'>;

const plain = {
  id: 'm1',
  externalId: 'x1',
  timestamp: '2026-01-01T00:00:00.000Z',
  status: 'received',
  isFromMe: false,
  source: 'realtime',
  sender: 'Ann',
  reactions: [],
  editHistory: [],
};

function show(type: string, content: Content, rest: Partial<Message> = {}): HTMLElement {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  const answers = (content.options ?? []).map(name => ({ name, count: 0, voters: [] }));
  client.setQueryData(answersKey('x1'), { options: answers });
  const message = { ...plain, content: { type, ...content }, ...rest } as unknown as Message;
  return render(
    <QueryClientProvider client={client}>
      <Bubble instance="i1" message={message} showsSender={false} />
    </QueryClientProvider>,
  ).container;
}

beforeAll(startTexts);

/** Every kind that the API renders (`ContentView.type`), with words of it that a reader has to see. */
test.each<[type: string, content: Content, words: string[]]>([
  ['text', { text: 'hello' }, ['hello']],
  ['image', { text: 'my bike', mimeType: 'image/png' }, ['my bike']],
  ['video', { text: 'the ride', mimeType: 'video/mp4' }, ['the ride']],
  ['document', { fileName: 'offer.pdf', mimeType: 'application/pdf' }, ['offer.pdf']],
  ['contact', { contacts: [{ name: 'Bob', phones: ['+5511'], vcard: '' }] as never }, ['Bob']],
  ['poll', { text: 'When?', options: ['Today', 'Monday'] }, ['When?', 'Today', 'Monday']],
  ['event', { text: 'Ride out', event: { cancelled: true } as never }, ['cancelled', 'Ride out']],
  ['album', { album: { images: 2, videos: 1 } }, ['2 pictures', '1 videos']],
  ['template', { text: 'Your bike is ready' }, ['Template', 'Your bike is ready']],
  ['interactive', { text: 'Which?', options: ['Repair', 'Sale'] }, ['Which?', 'Repair', 'Sale']],
  ['call', { text: '[missed voice call]' }, ['Call', 'missed voice call']],
  ['invite', { text: '[invitation to Riders]' }, ['Invitation', 'Riders']],
  ['unknown', { nativeType: 'hologram', text: 'seen from afar' }, ['hologram', 'seen from afar']],
])('%s is shown with its words', (type, content, words) => {
  const shown = show(type, content).textContent;
  for (const word of words) expect(shown).toContain(word);
});

test('audio is played, and is not downloaded before', () => {
  const shown = show('audio', { mimeType: 'audio/mpeg' });
  expect(shown.querySelector('button')?.getAttribute('aria-label')).toBe('Play');
  expect(shown.querySelector('audio')?.preload).not.toBe('auto');
});

test('a sticker is a picture', () => {
  const image = show('sticker', { mimeType: 'image/webp' }).querySelector('img');
  expect(image?.getAttribute('src')).toContain('/messages/m1/media');
});

test('a location has its name and address', () => {
  const location = { latitude: 1, longitude: 2, name: 'The shop', address: 'Main street 1' };
  const shown = show('location', { location: location as never }).textContent;
  expect(shown).toContain('The shop');
  expect(shown).toContain('Main street 1');
});

test('what cannot be decrypted yet is waited for', () => {
  const shown = show('unknown', {}, { status: 'undecryptable' }).textContent;
  expect(shown).toContain('Waiting for this message');
});

test('the advert that a conversation began from is above its first message', () => {
  const referral = { source: 'ad' as const, headline: 'Bikes', body: 'Half the price' };
  const shown = show('text', { text: 'How much?' }, { referral } as Partial<Message>).textContent;
  for (const word of ['From an advert', 'Bikes', 'Half the price', 'How much?']) {
    expect(shown).toContain(word);
  }
});
