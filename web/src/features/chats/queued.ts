import type { Message } from '../../api/queries/messages';
import type { Sent } from '../../api/queries/sending';
import type { Draft } from './outbox';

/** The message of a draft that the server has accepted, until its event is here. */
export function queued(draft: Draft, sent: Sent): Message {
  const { attachment, text } = draft;
  const written = attachment
    ? {
        type: attachment.kind,
        text: attachment.caption || null,
        mimeType: attachment.file.type,
        fileName: attachment.file.name,
        size: attachment.file.size,
        isVoiceNote: attachment.isVoiceNote,
        isAnimated: false,
      }
    : { type: 'text', text };
  return {
    id: sent.messageId,
    externalId: sent.externalMessageId,
    content: draft.content ?? (written as Message['content']),
    timestamp: sent.timestamp,
    status: sent.deliveryStatus,
    isFromMe: true,
    source: 'api',
    sender: null,
    senderAddress: null,
    personId: null,
    quoted: null,
    replyTo: draft.replyTo ?? null,
    reactions: [],
    editedAt: null,
    editHistory: [],
    deletedAt: null,
    errorMessage: null,
    transcription: null,
    referral: null,
    hold: sent.hold ?? null,
    sentBy: null,
    isStarred: false,
    viewOnce: false,
    isForwarded: false,
  };
}
