import { useQuery } from '@tanstack/react-query';
import { type TurnDetails, turnMessagesQuery } from '../../api/queries/turns';
import { useText } from '../../i18n/useText';
import { ChatLink } from '../chats/ChatLink';

/** What the agent was asked and what it answered; each leads to its message in the chat. */
export function TurnMessages({ turn }: { turn: TurnDetails }) {
  const t = useText();
  return (
    <>
      <Messages title={t('why.asked')} turn={turn} ids={turn.messageIds} />
      <Messages title={t('why.answered')} turn={turn} ids={turn.replyMessageIds} />
    </>
  );
}

function Messages({ title, turn, ids }: { title: string; turn: TurnDetails; ids: string[] }) {
  const t = useText();
  const { data } = useQuery(turnMessagesQuery(turn));
  if (ids.length === 0) return null;
  return (
    <section>
      <h3 className="font-semibold">{title}</h3>
      <ul className="flex flex-col gap-1">
        {ids.map(id => {
          const content = data?.get(id)?.content;
          return (
            <li key={id} className="rounded-lg border border-line bg-raised px-3 py-1">
              <ChatLink of={turn} message={id}>
                <span dir="auto" className="line-clamp-6 whitespace-pre-wrap break-words">
                  {content ? (content.text ?? `[${content.type}]`) : t('why.toMessage')}
                </span>
              </ChatLink>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
