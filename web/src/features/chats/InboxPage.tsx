import { useQuery } from '@tanstack/react-query';
import { Outlet, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { instancesQuery } from '../../api/queries/instances';
import { cx } from '../../components/cx';
import { Failure } from '../../components/Failure';
import { Field } from '../../components/Field';
import { Loading } from '../../components/Loading';
import { Page } from '../../components/Page';
import { useText } from '../../i18n/useText';
import { titlePage } from '../../lib/title';
import { useLater } from '../../lib/useLater';
import { useMay } from '../session/useSession';
import { Tool } from './composer/Tool';
import { ChatList } from './list/ChatList';
import { Filters } from './list/Filters';
import { SavedViews } from './list/SavedViews';
import type { InboxSearch } from './list/search';
import { NoInstance } from './NoInstance';

const NewChatDialog = lazy(() => import('./NewChatDialog'));

/** The chats of all instances beside the conversation; on a phone one of them. */
export function InboxPage() {
  const t = useText();
  const { instance, chat } = useParams({ strict: false });
  const search = useSearch({ from: '/signed-in/chats' });
  const navigate = useNavigate();
  const may = useMay();
  // The number is looked up with the rights of who reads instances.
  const mayBegin = may('messages:send') && may('instances:read');
  const [typed, setTyped] = useState(search.q ?? '');
  const words = useLater(typed.trim());
  const { data: instances, isError, error, refetch } = useQuery(instancesQuery);
  useEffect(() => {
    titlePage(t('chats.title'));
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
  const begin = (isBegun: boolean) =>
    void navigate({
      to: '.',
      search: ({ new: _, ...rest }) => (isBegun ? { ...rest, new: true } : rest),
      replace: true,
    });
  if (!instances) {
    return (
      <Page title={t('chats.title')}>
        {isError ? <Failure error={error} onRetry={() => void refetch()} /> : <Loading />}
      </Page>
    );
  }
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
          <div className="flex items-center justify-between gap-2">
            <h1 className="font-semibold text-2xl">{t('chats.title')}</h1>
            {mayBegin && (
              <Tool
                name={t('chats.new')}
                path="M4 5h16v11H9l-5 4zM12 8v5M9.5 10.5h5"
                onClick={() => begin(true)}
              />
            )}
          </div>
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
      {search.new && mayBegin && (
        <Suspense fallback={null}>
          <NewChatDialog
            instances={instances}
            instance={search.instance}
            onOpen={(of, address) =>
              void navigate({
                to: '/chats/$instance/$chat',
                params: { instance: of, chat: address },
                search: ({ new: _, message: __, ...rest }) => rest,
              })
            }
            onClose={() => begin(false)}
          />
        </Suspense>
      )}
    </div>
  );
}
