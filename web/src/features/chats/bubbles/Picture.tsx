import { useState } from 'react';
import { mediaUrl } from '../../../api/queries/messages';
import { useText } from '../../../i18n/useText';
import { FileLink } from './FileLink';
import type { MediaProps } from './Media';

/** A picture or sticker, by `img`, which runs nothing. It opens whole in a window of its own. */
export function Picture({ instance, message, kind }: MediaProps) {
  const t = useText();
  const [hasFailed, setFailed] = useState(false);
  const { content } = message;
  if (hasFailed) return <FileLink instance={instance} message={message} kind={kind} />;
  const url = mediaUrl(instance, message.id);
  const name = t(kind === 'sticker' ? 'chats.sticker' : 'chats.picture');
  return (
    <a href={url} target="_blank" rel="noreferrer noopener" className="self-start">
      <img
        src={url}
        alt={message.transcription ?? content.fileName ?? name}
        loading="lazy"
        decoding="async"
        width={content.width || undefined}
        height={content.height || undefined}
        onError={() => setFailed(true)}
        className={
          kind === 'sticker'
            ? 'size-36 object-contain'
            : 'h-auto max-h-80 w-auto max-w-full rounded-lg'
        }
      />
    </a>
  );
}
