import type { Message } from '../../../api/queries/messages';
import { useText } from '../../../i18n/useText';
import { CalendarEvent } from './CalendarEvent';
import { Cards } from './Cards';
import { Interactive } from './Interactive';
import { MarkedText } from './MarkedText';
import { Media } from './Media';
import { Named } from './Named';
import { Place } from './Place';
import { Poll } from './Poll';

interface Props {
  instance: string;
  message: Message;
}

/** What a message contains; a kind that this page cannot show is named. */
export function Content({ instance, message }: Props) {
  const t = useText();
  const { content } = message;
  if (message.status === 'undecryptable') {
    return <p className="text-quiet italic">{t('chats.waiting')}</p>;
  }
  switch (content.type) {
    case 'text':
      return <MarkedText text={content.text ?? ''} />;
    case 'image':
    case 'video':
    case 'audio':
    case 'document':
    case 'sticker':
      return <Media instance={instance} message={message} kind={content.type} />;
    case 'location':
      return content.location ? <Place location={content.location} /> : null;
    case 'contact':
      return <Cards contacts={content.contacts ?? []} />;
    case 'poll':
      return <Poll message={message} />;
    case 'event':
      return <CalendarEvent message={message} />;
    case 'interactive':
      return <Interactive content={content} />;
    case 'template':
      return <Named name={t('chats.template')} text={content.text} />;
    case 'call':
      return <Named name={t('chats.call')} text={content.text} />;
    case 'invite':
      return <Named name={t('chats.invite')} text={content.text} />;
    case 'album':
      return <Album images={content.album?.images ?? 0} videos={content.album?.videos ?? 0} />;
    default:
      return (
        <Named
          name={t('chats.unsupported', { kind: content.nativeType ?? content.type })}
          text={content.text}
        />
      );
  }
}

function Album({ images, videos }: { images: number; videos: number }) {
  const t = useText();
  return <p className="text-quiet italic">{t('chats.album', { images, videos })}</p>;
}
