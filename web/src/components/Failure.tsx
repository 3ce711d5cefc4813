import { type Explain, explaining } from '../i18n/reason';
import { useText } from '../i18n/useText';
import { useStore } from '../lib/useStore';
import { Button } from './Button';
import { Notice } from './Notice';

/** What went wrong, in words. */
export function useReason(): Explain {
  useText();
  return useStore(explaining);
}

/** Something could not be loaded. */
export function Failure({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const t = useText();
  const reason = useReason();
  return (
    <Notice tone="bad" isAlert>
      <p className="font-medium">{t('app.failed')}</p>
      <p className="mb-3 whitespace-pre-line text-quiet">{reason(error)}</p>
      <Button onClick={onRetry}>{t('app.retry')}</Button>
    </Notice>
  );
}
