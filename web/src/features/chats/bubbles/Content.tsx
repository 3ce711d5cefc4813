import type { Message } from '../../../api/queries/messages';
import { useText } from '../../../i18n/useText';
import { Media } from './Media';
import { PlainText } from './PlainText';

interface Props {
  instance: string;
  message: Message;
}

/** What a message contains; a kind that this page does not know is named. */
export function Content({ instance, message }: Props) {
  const t = useText();
  const { content } = message;
  if (message.status === 'undecryptable') {
    return <p className="text-quiet italic">{t('chats.waiting')}</p>;
  }
  switch (content.type) {
    case 'text':
      return <PlainText text={content.text ?? ''} />;
    case 'image':
    case 'video':
    case 'audio':
    case 'document':
    case 'sticker':
      return <Media instance={instance} message={message} kind={content.type} />;
    case 'location':
      return <Named name={t('chats.location')} text={place(content.location)} />;
    case 'contact':
      return <Named name={t('chats.contact')} text={names(content.contacts)} />;
    case 'poll':
      return <Poll question={content.text ?? ''} options={content.options ?? []} />;
    default:
      return (
        <>
          {content.text && <PlainText text={content.text} />}
          <p className="text-quiet italic">
            {t('chats.unsupported', { kind: content.nativeType ?? content.type })}
          </p>
        </>
      );
  }
}

type Whole = Message['content'];

function place(location: Whole['location']): string {
  if (!location) return '';
  const name = 'name' in location && typeof location.name === 'string' ? location.name : '';
  return [name, `${location.latitude}, ${location.longitude}`].filter(Boolean).join(' · ');
}

function names(contacts: Whole['contacts']): string {
  return (contacts ?? []).map(contact => contact.name).join(', ');
}

function Named({ name, text }: { name: string; text: string }) {
  return (
    <div>
      <p className="text-quiet text-sm">{name}</p>
      <PlainText text={text} />
    </div>
  );
}

function Poll({ question, options }: { question: string; options: string[] }) {
  const t = useText();
  return (
    <div>
      <Named name={t('chats.poll')} text={question} />
      <ul className="list-disc pl-5">
        {options.map(option => (
          <li key={option} dir="auto" className="break-words">
            {option}
          </li>
        ))}
      </ul>
    </div>
  );
}
