import type { Message } from '../../../api/queries/messages';
import { useText } from '../../../i18n/useText';
import { FileLink } from './FileLink';
import { MarkedText } from './MarkedText';
import { Picture } from './Picture';
import { Video } from './Video';
import { Voice } from './Voice';

export const MEDIA_NAMES = {
  image: 'chats.picture',
  video: 'chats.video',
  audio: 'chats.audio',
  document: 'chats.document',
  sticker: 'chats.sticker',
} as const;

export type MediaKind = keyof typeof MEDIA_NAMES;

export interface MediaProps {
  instance: string;
  message: Message;
  kind: MediaKind;
}

const SHOWN = { image: Picture, sticker: Picture, video: Video, audio: Voice, document: FileLink };

/** A file with its caption and what was read out of it. */
export function Media(props: MediaProps) {
  const t = useText();
  const { message, kind } = props;
  const Shown = SHOWN[kind];
  return (
    <div className="flex min-w-0 flex-col gap-1">
      {message.viewOnce && <p className="text-quiet text-sm">{t('chats.viewOnce')}</p>}
      <Shown {...props} />
      {message.content.text && <MarkedText text={message.content.text} />}
      {message.transcription && (
        <details className="text-quiet text-sm" open={kind === 'audio'}>
          <summary>{t(kind === 'audio' ? 'chats.transcript' : 'chats.readOut')}</summary>
          <p dir="auto" className="whitespace-pre-wrap break-words [overflow-wrap:anywhere]">
            {message.transcription}
          </p>
        </details>
      )}
    </div>
  );
}
