import { type Message, messageFile } from '../../../api/queries/messages';
import type { FileKind } from '../../../api/queries/sending';
import type { Draft } from '../outbox';

const FILES: readonly string[] = ['image', 'audio', 'video', 'document'] satisfies FileKind[];

/** Whether a message that failed can be sent again from here: those of other kinds are written anew. */
export function isSendableAgain({ status, content }: Message): boolean {
  if (status !== 'failed') return false;
  switch (content.type) {
    case 'text':
      return Boolean(content.text);
    case 'poll':
      return Boolean(content.text && content.options);
    case 'location':
      return Boolean(content.location);
    case 'contact':
      // A request has no more of a card than its fields: one with a vCard would lose the rest.
      return Boolean(content.contacts) && !content.contacts?.some(card => card.vcard);
    default:
      return FILES.includes(content.type);
  }
}

/** The same message once more; its file is read from the server, which has kept it. */
export async function draftOf(instance: string, message: Message): Promise<Draft> {
  const { content, replyTo } = message;
  const again = replyTo ? { replyTo } : {};
  const text = content.text ?? '';
  if (content.type === 'text') return { text, ...again };
  if (!FILES.includes(content.type)) return { text: '', content, ...again };
  const bytes = await messageFile(instance, message.id);
  const type = content.mimeType ?? bytes.type;
  const attachment = {
    file: new File([bytes], content.fileName ?? content.type, { type }),
    kind: content.type as FileKind,
    caption: text,
    isVoiceNote: content.isVoiceNote ?? false,
  };
  return { text: '', attachment, ...again };
}
