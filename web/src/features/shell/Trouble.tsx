import { Link, useRouter } from '@tanstack/react-router';
import { Failure } from '../../components/Failure';
import { useText } from '../../i18n/useText';

/** In place of a page that failed. */
export function Trouble({ error }: { error: unknown }) {
  const router = useRouter();
  // The session and the page's code are asked for again: showing the same result anew is no retry.
  return (
    <div className="p-4">
      <Failure error={error} onRetry={() => void router.invalidate()} />
    </div>
  );
}

export function NotFound() {
  const t = useText();
  return (
    <div className="flex flex-col gap-3 p-8">
      <h1 className="font-semibold text-2xl">{t('app.notFound')}</h1>
      <Link to="/" className="text-accent underline">
        {t('app.home')}
      </Link>
    </div>
  );
}
