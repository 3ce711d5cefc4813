import { api, type Schemas } from '../client';
import { expectData } from '../errors';

export type Sent = Schemas['MessageResult'];
export type FileKind = Schemas['MediaType'];

/** A repeat with the same key sends nothing twice; the network is not waited for. */
const header = (key: string) => ({ header: { 'Idempotency-Key': key, Prefer: 'respond-async' } });

/** What is answered no sooner counts as lost: what is behind it in the chat waits for it. */
const TEXT_LIMIT_MS = 60_000;
/** A large file on a slow line takes long. */
const FILE_LIMIT_MS = 10 * 60_000;

export interface Target {
  instance: string;
  /** The chat's address. */
  address: string;
}

export function sendText(to: Target, text: string, key: string, replyTo?: string): Promise<Sent> {
  return expectData(
    api.POST('/api/v2/messages', {
      params: header(key),
      signal: AbortSignal.timeout(TEXT_LIMIT_MS),
      body: {
        instanceId: to.instance,
        to: to.address,
        text,
        ...(replyTo ? { replyTo } : {}),
      },
    }),
  );
}

export type Content = Schemas['ContentView'];

/** What is neither a text nor a file: a location, contact cards or a poll, with the content of a message. */
export function sendContent(
  to: Target,
  content: Content,
  key: string,
  replyTo?: string,
): Promise<Sent> {
  const rest = { params: header(key), signal: AbortSignal.timeout(TEXT_LIMIT_MS) };
  const envelope = {
    instanceId: to.instance,
    to: to.address,
    ...(replyTo ? { replyTo } : {}),
  };
  const { location, contacts } = content;
  if (location) {
    const { latitude, longitude, name = null, address = null } = location;
    const body = { ...envelope, latitude, longitude, name, address };
    return expectData(api.POST('/api/v2/messages/location', { ...rest, body }));
  }
  if (contacts) {
    const cards = contacts.map(({ name, phone = null, email = null, organization = null }) => ({
      name,
      phone,
      email,
      organization,
    }));
    const body = { ...envelope, contacts: cards };
    return expectData(api.POST('/api/v2/messages/contact', { ...rest, body }));
  }
  const { text, options, maxChoices = null } = content;
  const body = { ...envelope, question: text ?? '', options: options ?? [], maxChoices };
  return expectData(api.POST('/api/v2/messages/poll', { ...rest, body }));
}

export interface Attachment {
  file: File;
  kind: FileKind;
  caption: string;
  isVoiceNote: boolean;
}

/** A file as a form, whose last field it is. */
export function fileForm(
  to: Target,
  { file, kind, caption, isVoiceNote }: Attachment,
  more: Record<string, string> = {},
): FormData {
  const form = new FormData();
  form.set('instanceId', to.instance);
  form.set('to', to.address);
  for (const [name, value] of Object.entries(more)) form.set(name, value);
  form.set('type', kind);
  form.set('filename', file.name);
  if (file.type) form.set('mimeType', file.type);
  if (caption) form.set('caption', caption);
  if (isVoiceNote) form.set('voiceNote', 'true');
  form.set('file', file);
  return form;
}

export function sendFile(
  to: Target,
  attachment: Attachment,
  key: string,
  replyTo?: string,
): Promise<Sent> {
  return expectData(
    api.POST('/api/v2/messages/media', {
      params: header(key),
      signal: AbortSignal.timeout(FILE_LIMIT_MS),
      // The generated type is that of the form without JSON's; the browser writes the body.
      body: fileForm(to, attachment, replyTo ? { replyTo } : {}) as never,
      bodySerializer: body => body as never,
    }),
  );
}

/** An empty emoji takes the reaction away. */
export function react(to: Target, messageId: string, emoji: string) {
  const body = { instanceId: to.instance, to: to.address, messageId, emoji };
  return expectData(api.POST('/api/v2/messages/reaction', { body }));
}

const at = (id: string) => ({ params: { path: { id } } });

export const editMessage = (id: string, text: string) =>
  expectData(api.PATCH('/api/v2/messages/{id}', { ...at(id), body: { text } }));

/** For everyone, as far as the network permits it. */
export const deleteMessage = (id: string) =>
  expectData(api.DELETE('/api/v2/messages/{id}', at(id)));
