import { Link } from '@tanstack/react-router';
import type { DeadLetter } from '../../api/queries/deadLetters';
import { useText } from '../../i18n/useText';

/** The way to what the job was about, if that has a page. */
export function Subject({ letter: { kind, payload, instanceId } }: { letter: DeadLetter }) {
  const t = useText();
  const { turnId, batchJobId, syncId, chat, messageId } = payload as Record<string, unknown>;
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
  if (kind === 'chat.action' && instanceId && typeof chat === 'string') {
    return (
      <Link
        to="/chats/$instance/$chat"
        params={{ instance: instanceId, chat }}
        search={typeof messageId === 'string' ? { message: messageId } : {}}
        preload={false}
        className="underline"
      >
        {t('letters.chat')}
      </Link>
    );
  }
  return null;
}
