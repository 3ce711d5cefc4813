import { Button } from '../../../components/Button';
import { useText } from '../../../i18n/useText';
import { authorOf } from '../sentBy';
import { useConversation } from '../useConversation';
import type { Subject } from './Composer';

/** A name in its own direction, where no element can be around it. */
const apart = (name: string) => `\u2068${name}\u2069`;

/** The message that is answered or changed. */
export function About({ subject, onClose }: { subject: Subject; onClose: () => void }) {
  const t = useText();
  const { userId } = useConversation();
  const { kind, message } = subject;
  const author = message.isFromMe ? authorOf(message, userId, t) : message.sender;
  return (
    <div className="flex items-center gap-2 border-accent border-s-2 ps-2">
      <div className="min-w-0 flex-1">
        <p className="text-accent text-sm">
          {kind === 'edit'
            ? t('chats.editing')
            : t('chats.replyingTo', { name: apart(author ?? t('chats.thisAccount')) })}
        </p>
        <p dir="auto" className="truncate text-quiet text-sm">
          {message.content.text ?? `[${message.content.type}]`}
        </p>
      </div>
      <Button onClick={onClose}>{t('app.cancel')}</Button>
    </div>
  );
}
