import { useState } from 'react';
import { type Message, mediaUrl } from '../../../api/queries/messages';
import { useText } from '../../../i18n/useText';
import { PlainText } from './PlainText';

const NAMES = {
  image: 'chats.picture',
  video: 'chats.video',
  audio: 'chats.audio',
  document: 'chats.document',
  sticker: 'chats.sticker',
} as const;

interface Props {
  instance: string;
  message: Message;
  kind: keyof typeof NAMES;
}

/** A file. Pictures are shown by `img`, which runs nothing; other files are only downloaded. */
export function Media({ instance, message, kind }: Props) {
  const { content } = message;
  const url = mediaUrl(instance, message.id);
  return (
    <div className="flex flex-col gap-1">
      <Shown url={url} message={message} kind={kind} />
      {content.text && <PlainText text={content.text} />}
      {message.transcription && (
        <p dir="auto" className="text-quiet text-sm">
          {message.transcription}
        </p>
      )}
    </div>
  );
}

function Shown({ url, message, kind }: { url: string; message: Message; kind: Props['kind'] }) {
  const t = useText();
  const [hasFailed, setFailed] = useState(false);
  const file = message.content as { fileName?: string | null; width?: number; height?: number };
  const name = file.fileName ?? t(NAMES[kind]);
  if (!hasFailed && (kind === 'image' || kind === 'sticker')) {
    return (
      <a href={url} target="_blank" rel="noreferrer noopener">
        <img
          src={url}
          alt={message.transcription ?? name}
          loading="lazy"
          width={file.width || undefined}
          height={file.height || undefined}
          onError={() => setFailed(true)}
          className="h-auto max-h-80 w-auto max-w-full rounded-lg"
        />
      </a>
    );
  }
  if (!hasFailed && kind === 'audio') {
    return (
      // biome-ignore lint/a11y/useMediaCaption: the transcription is shown below it
      <audio controls preload="none" src={url} aria-label={name} className="max-w-full" />
    );
  }
  if (!hasFailed && kind === 'video') {
    return (
      // biome-ignore lint/a11y/useMediaCaption: the sender's file has no captions
      <video controls preload="none" src={url} aria-label={name} className="max-h-80 max-w-full" />
    );
  }
  return (
    <a href={url} download={file.fileName ?? ''} className="break-all underline">
      {name}
    </a>
  );
}
