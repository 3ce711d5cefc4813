import { useInfiniteQuery } from '@tanstack/react-query';
import type { TurnDetails } from '../../../api/queries/chatTurns';
import { messagesQuery } from '../../../api/queries/messages';
import { useText } from '../../../i18n/useText';
import { useConversation } from '../useConversation';

/** What the agent was asked and what it answered; each leads to its message. */
export function TurnTexts({ details }: { details: TurnDetails }) {
  const t = useText();
  return (
    <>
      <Texts title={t('why.asked')} ids={details.messageIds} />
      <Texts title={t('why.answered')} ids={details.replyMessageIds} />
    </>
  );
}

function Texts({ title, ids }: { title: string; ids: string[] }) {
  const t = useText();
  const { instance, address, jump } = useConversation();
  const { data } = useInfiniteQuery(messagesQuery(instance, address));
  if (ids.length === 0) return null;
  const known = new Map(data?.pages.flatMap(page => page.items).map(one => [one.id, one]));
  return (
    <section>
      <h3 className="font-semibold">{title}</h3>
      <ul className="flex flex-col gap-1">
        {ids.map(id => {
          const content = known.get(id)?.content;
          return (
            <li key={id}>
              <button
                type="button"
                onClick={() => jump(id)}
                className="w-full rounded-lg border border-line bg-raised px-3 py-1 text-start"
              >
                <span dir="auto" className="line-clamp-6 whitespace-pre-wrap break-words">
                  {content ? (content.text ?? `[${content.type}]`) : t('why.toMessage')}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
