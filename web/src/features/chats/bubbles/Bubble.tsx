import { memo } from 'react';
import type { Message } from '../../../api/queries/messages';
import { cx } from '../../../components/cx';
import { useLanguage, useText } from '../../../i18n/useText';
import { clock, exact } from '../../../lib/time';
import { Content } from './Content';

interface Props {
  instance: string;
  message: Message;
  /** Where more than one person writes, and the message before is not of the same one. */
  showsSender: boolean;
}

export const Bubble = memo(function Bubble({ instance, message, showsSender }: Props) {
  const t = useText();
  const { isFromMe } = message;
  return (
    <article
      data-message={message.externalId}
      data-status={message.status}
      className={cx(
        'flex max-w-[min(36rem,88%)] flex-col gap-1 rounded-xl border border-line px-3 py-2',
        isFromMe ? 'self-end bg-own' : 'self-start bg-surface',
      )}
    >
      {showsSender && !isFromMe && message.sender && (
        <bdi className="truncate font-medium text-accent text-sm">{message.sender}</bdi>
      )}
      {message.quoted && (
        <blockquote className="border-quiet border-l-2 pl-2 text-quiet text-sm" dir="auto">
          <span className="line-clamp-3 break-words">{message.quoted.text}</span>
        </blockquote>
      )}
      {message.deletedAt ? (
        <p className="text-quiet italic">{t('chats.deleted')}</p>
      ) : (
        <Content instance={instance} message={message} />
      )}
      {message.errorMessage && message.status === 'failed' && (
        <p className="text-bad text-sm">
          {t('chats.failedBecause', { message: message.errorMessage })}
        </p>
      )}
      <Reactions reactions={message.reactions} />
      <Foot message={message} />
    </article>
  );
});

function Reactions({ reactions }: { reactions: Message['reactions'] }) {
  if (reactions.length === 0) return null;
  const counts = new Map<string, number>();
  for (const { emoji } of reactions) counts.set(emoji, (counts.get(emoji) ?? 0) + 1);
  return (
    <ul className="flex flex-wrap gap-1">
      {[...counts].map(([emoji, count]) => (
        <li key={emoji} className="rounded-full border border-line bg-raised px-2 text-sm">
          {emoji} {count > 1 && count}
        </li>
      ))}
    </ul>
  );
}

function Foot({ message }: { message: Message }) {
  const t = useText();
  const language = useLanguage();
  const at = new Date(message.timestamp);
  return (
    <p className="flex items-center gap-2 self-end text-quiet text-xs">
      {message.source === 'agent' && <span>{t('chats.agent')}</span>}
      {message.editedAt && <span>{t('chats.edited')}</span>}
      <time dateTime={message.timestamp} title={exact(at, language)}>
        {clock(at, language)}
      </time>
      {message.isFromMe && (
        <span className={cx(message.status === 'failed' && 'text-bad')}>
          {t(`chats.status.${message.status}`)}
        </span>
      )}
    </p>
  );
}
