import { useQuery } from '@tanstack/react-query';
import { Outlet, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { instancesQuery } from '../../api/queries/instances';
import { cx } from '../../components/cx';
import { Failure } from '../../components/Failure';
import { Field } from '../../components/Field';
import { Loading } from '../../components/Loading';
import { useText } from '../../i18n/useText';
import { useLater } from '../../lib/useLater';
import { ChatList } from './list/ChatList';
import { Filters } from './list/Filters';
import { SavedViews } from './list/SavedViews';
import type { InboxSearch } from './list/search';
import { NoInstance } from './NoInstance';

/** The chats of all instances beside the conversation; on a phone one of them. */
export function InboxPage() {
  const t = useText();
  const { instance, chat } = useParams({ strict: false });
  const search = useSearch({ from: '/signed-in/chats' });
  const navigate = useNavigate();
  const [typed, setTyped] = useState(search.q ?? '');
  const words = useLater(typed.trim());
  const { data: instances, isError, error, refetch } = useQuery(instancesQuery);
  useEffect(() => {
    document.title = `${t('chats.title')} · Omni`;
  }, [t]);
  // While the list is read, so that the first conversation does not wait for its code.
  useEffect(() => void import('./Conversation').catch(() => undefined), []);
  useEffect(() => {
    // Not before what was typed, or a view has set, has stayed for a moment.
    if (words !== typed.trim() || words === (search.q ?? '')) return;
    const change = ({ q: _, ...rest }: typeof search) => (words ? { ...rest, q: words } : rest);
    void navigate({ to: '.', search: change, replace: true });
  }, [words, typed, search.q, navigate]);
  const show = (view: InboxSearch) => {
    setTyped(view.q ?? '');
    void navigate({ to: '.', search: view, replace: true });
  };
  if (isError) {
    return (
      <div className="p-4">
        <Failure error={error} onRetry={() => void refetch()} />
      </div>
    );
  }
  if (!instances) return <Loading />;
  if (instances.length === 0) return <NoInstance />;
  return (
    <div className="flex h-full">
      {/* On a phone the conversation replaces the list, and so its heading. */}
      {chat && <h1 className="sr-only md:hidden">{t('chats.title')}</h1>}
      <section
        aria-label={t('chats.list')}
        className={cx(
          'h-full w-full shrink-0 flex-col gap-3 border-line bg-surface md:flex md:w-80 md:border-r',
          chat ? 'hidden' : 'flex',
        )}
      >
        <div className="flex flex-col gap-3 px-4 pt-4">
          <h1 className="font-semibold text-2xl">{t('chats.title')}</h1>
          <Field
            label={t('chats.search')}
            type="search"
            value={typed}
            onChange={event => setTyped(event.currentTarget.value)}
          />
          <Filters instances={instances} />
          <SavedViews onShow={show} />
        </div>
        <ChatList
          instances={instances}
          open={instance && chat ? { instance, address: chat } : null}
        />
      </section>
      <div className={cx('min-w-0 flex-1 md:flex', chat ? 'flex' : 'hidden')}>
        <Outlet />
      </div>
    </div>
  );
}
