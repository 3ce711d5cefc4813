import type { Message } from '../../../api/queries/messages';
import { useText } from '../../../i18n/useText';
import { addressText } from '../../../lib/address';
import { useNames } from '../messages/useNames';
import { useConversation } from '../useConversation';

/** What is replied to; it leads to the message itself. */
export function Quote({ message }: { message: Message }) {
  const t = useText();
  const { jump } = useConversation();
  const { quoted, replyTo } = message;
  if (!quoted && !replyTo) return null;
  const inside = (
    <>
      {quoted?.sender && <Author address={quoted.sender} />}
      <span dir="auto" className="line-clamp-3 break-words">
        {quoted?.text || t('chats.quoted')}
      </span>
    </>
  );
  const look = 'border-quiet border-s-2 ps-2 text-start text-quiet text-sm';
  if (!replyTo) return <blockquote className={look}>{inside}</blockquote>;
  return (
    <button type="button" className={look} onClick={() => jump(replyTo)}>
      <span className="sr-only">{t('chats.toQuoted')} </span>
      {inside}
    </button>
  );
}

function Author({ address }: { address: string }) {
  return <bdi className="block truncate">{useNames().get(address) ?? addressText(address)}</bdi>;
}
