import { memo } from 'react';
import type { Message } from '../../../api/queries/messages';
import { cx } from '../../../components/cx';
import { useReason } from '../../../components/Failure';
import { useText } from '../../../i18n/useText';
import { colleagueOf } from '../sentBy';
import { useConversation } from '../useConversation';
import { Actions } from './Actions';
import { Content } from './Content';
import { Edits } from './Edits';
import { Foot } from './Foot';
import { Held } from './Held';
import { Quote } from './Quote';
import { Reactions } from './Reactions';
import { Referral } from './Referral';

interface Props {
  instance: string;
  message: Message;
  /** Where more than one person or user writes, and the message before is not of the same one. */
  showsSender: boolean;
  /** It was jumped to. */
  isMarked?: boolean;
}

export const Bubble = memo(function Bubble({ instance, message, showsSender, isMarked }: Props) {
  const t = useText();
  const reason = useReason();
  const { userId } = useConversation();
  const { isFromMe, errorCode: code, errorMessage } = message;
  const sender = isFromMe ? colleagueOf(message, userId, t) : message.sender;
  return (
    <article
      data-message={message.externalId}
      data-status={message.status}
      className={cx(
        'flex min-w-0 max-w-[min(36rem,88%)] flex-col gap-1 rounded-xl border px-3 py-2',
        isFromMe ? 'self-end bg-own' : 'self-start bg-surface',
        isMarked ? 'border-accent outline-2 outline-accent' : 'border-line',
      )}
    >
      {showsSender && sender && (
        <bdi className="truncate font-medium text-accent text-sm">{sender}</bdi>
      )}
      {message.isForwarded && !message.deletedAt && (
        <p className="text-quiet text-sm italic">{t('chats.forwarded')}</p>
      )}
      <Quote message={message} />
      {message.referral && <Referral referral={message.referral} />}
      {message.deletedAt ? (
        <p className="text-quiet italic">{t('chats.deleted')}</p>
      ) : (
        <>
          <Content instance={instance} message={message} />
          <Edits edits={message.editHistory} />
        </>
      )}
      {errorMessage && message.status === 'failed' && (
        <p className="text-bad text-sm">
          {t('chats.failedBecause', { message: reason({ code, message: errorMessage }) })}
        </p>
      )}
      {message.status === 'queued' && message.hold && <Held hold={message.hold} />}
      <Reactions reactions={message.reactions} />
      <div className="flex items-end justify-end gap-2">
        <Actions message={message} />
        <Foot message={message} />
      </div>
    </article>
  );
});
