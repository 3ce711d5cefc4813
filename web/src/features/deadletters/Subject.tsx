import { Link } from '@tanstack/react-router';
import type { DeadLetter } from '../../api/queries/deadLetters';
import { useText } from '../../i18n/useText';
import { ChatLink } from '../chats/ChatLink';

/** The ways to what the job was about and to its chat, if these have pages. */
export function Subject({ letter }: { letter: DeadLetter }) {
  return (
    <>
      <Work letter={letter} />
      <Chat letter={letter} />
    </>
  );
}

const fields = ({ payload }: DeadLetter) => payload as Record<string, unknown>;

function Work({ letter }: { letter: DeadLetter }) {
  const t = useText();
  const { kind } = letter;
  const { turnId, batchJobId, syncId } = fields(letter);
  if (kind === 'turn.run' && typeof turnId === 'string') {
    return (
      <Link to="/turns/$id" params={{ id: turnId }} className="underline">
        {t('turns.one')}
      </Link>
    );
  }
  if (kind === 'batch.run' && typeof batchJobId === 'string') {
    return (
      <Link to="/jobs/$id" params={{ id: batchJobId }} className="underline">
        {t('jobs.one')}
      </Link>
    );
  }
  if (kind === 'sync.run' && typeof syncId === 'string') {
    return (
      <Link to="/syncs/$id" params={{ id: syncId }} className="underline">
        {t('jobs.oneSync')}
      </Link>
    );
  }
  return null;
}

function Chat({ letter }: { letter: DeadLetter }) {
  const t = useText();
  const { kind, instanceId, chat } = letter;
  const { chat: address, messageId } = fields(letter);
  if (!instanceId) return null;
  const at = typeof messageId === 'string' ? { message: messageId } : {};
  if (chat) return <ChatLink of={{ instanceId, chat }} {...at} />;
  // The address alone: a request to mark messages as read names no row.
  if (kind !== 'chat.action' || typeof address !== 'string') return null;
  return (
    <ChatLink of={{ instanceId, chat: { externalId: address } }} {...at}>
      {t('letters.chat')}
    </ChatLink>
  );
}
