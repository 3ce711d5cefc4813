import { Link } from '@tanstack/react-router';
import type { DeadLetter } from '../../api/queries/deadLetters';
import { useText } from '../../i18n/useText';

/** The way to what the job was about, if that has a page. */
export function Subject({ letter: { kind, payload } }: { letter: DeadLetter }) {
  const t = useText();
  const { turnId, batchJobId, syncId } = payload as Record<string, unknown>;
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
