import { Outlet } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useText } from '../../i18n/useText';
import { LinkNotice } from './LinkNotice';
import { Navigation } from './Navigation';
import { useLiveLink } from './useLiveLink';

/** No page waits for it, and none fails with it. */
const Alerts = lazy(() => import('./Alerts').catch(() => ({ default: () => null })));

/** What surrounds every page of a signed-in user; as long as it is shown, the live link is held. */
export function Shell() {
  const t = useText();
  const link = useLiveLink();
  return (
    <div className="flex h-full flex-col md:flex-row">
      <button
        type="button"
        className="absolute -top-20 left-2 z-10 rounded-b-lg bg-accent px-4 py-2 text-on-accent focus:top-0"
        // No link: the address of the page is its state, and a fragment must not become a part of it.
        onClick={() => document.getElementById('content')?.focus()}
      >
        {t('app.skip')}
      </button>
      <div className="order-2 md:order-1">
        <Navigation />
      </div>
      <div className="order-1 flex min-h-0 min-w-0 flex-1 flex-col md:order-2">
        <LinkNotice link={link} />
        <main id="content" tabIndex={-1} className="min-h-0 flex-1 overflow-y-auto outline-none">
          <Outlet />
        </main>
      </div>
      <Suspense fallback={null}>
        <Alerts />
      </Suspense>
    </div>
  );
}
