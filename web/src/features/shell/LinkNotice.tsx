import type { LiveLink } from '../../api/live/link';
import { Button } from '../../components/Button';
import { useText } from '../../i18n/useText';
import { useStore } from '../../lib/useStore';

/** Shows when the page is not up to date. The element is always there, so that it is read aloud. */
export function LinkNotice({ link }: { link: LiveLink }) {
  const t = useText();
  const state = useStore(link.state);
  return (
    <div role="status" data-link={state}>
      {state === 'offline' && (
        <div className="flex flex-wrap items-center gap-3 border-warn border-b-4 bg-surface px-4 py-2">
          <p className="flex-1">{t('link.offline')}</p>
          <Button onClick={() => link.retryNow()}>{t('link.now')}</Button>
        </div>
      )}
    </div>
  );
}
