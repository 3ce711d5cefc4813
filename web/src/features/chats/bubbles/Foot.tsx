import type { Message } from '../../../api/queries/messages';
import { cx } from '../../../components/cx';
import { useLanguage, useText } from '../../../i18n/useText';
import { clock, exact } from '../../../lib/time';

export function Foot({ message }: { message: Message }) {
  const t = useText();
  const language = useLanguage();
  const at = new Date(message.timestamp);
  return (
    <p className="flex flex-wrap items-center justify-end gap-x-2 text-quiet text-xs">
      {message.isStarred && <span>★</span>}
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
