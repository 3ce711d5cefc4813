import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { inOrder } from '../../../api/queries/groupMembers';
import { messagesQuery } from '../../../api/queries/messages';
import { startTexts } from '../../../i18n';
import { Linked } from '../bubbles/Linked';
import { Quote } from '../bubbles/Quote';
import { Reactions } from '../bubbles/Reactions';
import { ConversationContext, type ConversationValue } from '../useConversation';
import { CallRow } from './CallRow';

const ANN = '15550002222@s.whatsapp.net';
const BO = '15550003333@s.whatsapp.net';
const AT = '2026-01-02T03:04:05Z';

beforeAll(startTexts);
afterEach(cleanup);

/** In a conversation in which Ann has written. */
function show(content: ReactNode) {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  const page = { items: [{ sender: 'Ann', senderAddress: ANN }], hasMore: false } as never;
  client.setQueryData(messagesQuery('i1', 'g1').queryKey, { pages: [page], pageParams: [null] });
  const value = { instance: 'i1', address: 'g1' } as ConversationValue;
  render(
    <QueryClientProvider client={client}>
      <ConversationContext.Provider value={value}>{content}</ConversationContext.Provider>
    </QueryClientProvider>,
  );
}

test('reactions are of people with names, where they are known', () => {
  const reaction = (platformUserId: string) => ({ emoji: '👍', platformUserId, at: AT });
  show(<Reactions reactions={[reaction(ANN), reaction(BO)]} />);
  expect(screen.getByTitle('Ann, 15550003333').textContent).toBe('👍 2');
});

test('a call is of someone with a name, where it is known', () => {
  const call = { id: 'c1', chat: 'g1', from: ANN, at: AT, isVideo: false, outcome: null };
  show(<CallRow call={call as never} />);
  expect(screen.getByText(/Ann/)).toBeTruthy();
});

test('a quote and a mention have names, where they are known', () => {
  const quoted = { sender: ANN, text: 'when?' };
  show(<Quote message={{ quoted, replyTo: null } as never} />);
  expect(screen.getByText('Ann')).toBeTruthy();
  cleanup();
  show(
    <p role="note">
      <Linked text="@15550002222 or @15550003333?" />
    </p>,
  );
  expect(screen.getByRole('note').textContent).toBe('@Ann or @15550003333?');
});

test('who may do more is first among the members of a group', () => {
  const roles = ['member', 'admin', 'member', 'owner', 'admin'] as const;
  const members = roles.map((role, at) => ({ role, at }));
  expect(inOrder(members).map(({ at }) => at)).toEqual([3, 1, 4, 0, 2]);
});
