import { useQuery } from '@tanstack/react-query';
import { answersQuery } from '../../../api/queries/answers';
import type { Message } from '../../../api/queries/messages';
import type { Text } from '../../../i18n';
import { useLanguage, useText } from '../../../i18n/useText';
import { exact } from '../../../lib/time';
import { Linked } from './Linked';

const ANSWERS: Record<string, Text> = {
  going: 'chats.going',
  maybe: 'chats.maybe',
  not_going: 'chats.notGoing',
};

/** An event of a chat, and who comes. */
export function CalendarEvent({ message }: { message: Message }) {
  const t = useText();
  const language = useLanguage();
  const { data } = useQuery(answersQuery(message.id, message.externalId));
  const { event, text } = message.content;
  return (
    <div className="flex flex-col gap-1">
      <p className="text-quiet text-sm">
        {t(event?.cancelled ? 'chats.eventCancelled' : 'chats.event')}
      </p>
      <p dir="auto" className="break-words font-medium">
        {text}
      </p>
      {event?.startsAt && (
        <p>
          <time dateTime={event.startsAt}>{exact(new Date(event.startsAt), language)}</time>
        </p>
      )}
      {event?.place?.name && <p dir="auto">{event.place.name}</p>}
      {event?.description && (
        <p dir="auto" className="whitespace-pre-wrap break-words">
          <Linked text={event.description} />
        </p>
      )}
      {event?.link && (
        <p className="break-all">
          <Linked text={event.link} />
        </p>
      )}
      {data && (
        <p className="text-quiet text-sm">
          {data.options
            .map(
              one => `${ANSWERS[one.name] ? t(ANSWERS[one.name] as Text) : one.name}: ${one.count}`,
            )
            .join(' · ')}
        </p>
      )}
    </div>
  );
}
