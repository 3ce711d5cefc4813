import { ApiFailure } from '../api/errors';
import { useText } from '../i18n/useText';
import { Button } from './Button';
import { Notice } from './Notice';

/** What went wrong, in words. */
export function useReason(): (error: unknown) => string {
  const t = useText();
  return error => {
    if (error instanceof ApiFailure)
      return error.status === 0 ? t('app.unreachable') : error.message;
    return error instanceof Error ? error.message : String(error);
  };
}

/** Something could not be loaded. */
export function Failure({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const t = useText();
  const reason = useReason();
  return (
    <Notice tone="bad" isAlert>
      <p className="font-medium">{t('app.failed')}</p>
      <p className="mb-3 text-quiet">{reason(error)}</p>
      <Button onClick={onRetry}>{t('app.retry')}</Button>
    </Notice>
  );
}
