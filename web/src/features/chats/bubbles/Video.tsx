import { useState } from 'react';
import { mediaUrl } from '../../../api/queries/messages';
import { cx } from '../../../components/cx';
import { useText } from '../../../i18n/useText';
import { FileLink } from './FileLink';
import type { MediaProps } from './Media';

/** A video; one that was recorded in the chat is a circle, and a GIF plays when it is started. */
export function Video({ instance, message, kind }: MediaProps) {
  const t = useText();
  const [hasFailed, setFailed] = useState(false);
  const { content } = message;
  if (hasFailed) return <FileLink instance={instance} message={message} kind={kind} />;
  return (
    // biome-ignore lint/a11y/useMediaCaption: the sender's file has no captions
    <video
      controls
      preload="none"
      loop={content.isAnimated ?? false}
      src={mediaUrl(instance, message.id)}
      aria-label={content.fileName ?? t('chats.video')}
      onError={() => setFailed(true)}
      className={cx(
        'bg-black',
        content.isVideoNote
          ? 'size-56 rounded-full object-cover'
          : 'max-h-80 w-96 max-w-full rounded-lg',
      )}
    />
  );
}
