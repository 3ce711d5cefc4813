import { createContext, useContext } from 'react';
import type { Message } from '../../api/queries/messages';

/** What the parts of an open conversation share. */
export interface ConversationValue {
  instance: string;
  address: string;
  /** Whose markup the texts have. */
  channel: string;
  mayWrite: boolean;
  /** Who is signed in. */
  userId: string | undefined;
  reply(message: Message): void;
  edit(message: Message): void;
  /** Shows a message, wherever it is, by its internal id or the channel's. */
  jump(message: string): void;
  /** Shows why a message was answered, or not. */
  explain(message: Message): void;
}

const nothing = () => undefined;

export const ConversationContext = createContext<ConversationValue>({
  instance: '',
  address: '',
  channel: 'whatsapp-baileys',
  mayWrite: false,
  userId: undefined,
  reply: nothing,
  edit: nothing,
  jump: nothing,
  explain: nothing,
});

export const useConversation = () => useContext(ConversationContext);
