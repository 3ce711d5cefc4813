import { useQuery } from '@tanstack/react-query';
import { Outlet, useNavigate, useParams } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { instancesQuery } from '../../api/queries/instances';
import { cx } from '../../components/cx';
import { Choice, Field } from '../../components/Field';
import { useText } from '../../i18n/useText';
import { ChatList } from './ChatList';

const PAUSE_MS = 250;

/** The list beside the conversation; on a phone one of them. */
export function InboxPage() {
  const t = useText();
  const { instance, chat } = useParams({ strict: false });
  const navigate = useNavigate();
  const [typed, setTyped] = useState('');
  const search = useLater(typed.trim());
  const { data: instances = [] } = useQuery(instancesQuery);
  useEffect(() => {
    document.title = `${t('chats.title')} · Omni`;
  }, [t]);
  if (!instance) return null;
  const options = instances.map(({ id, name }) => ({ value: id, text: name }));
  return (
    <div className="flex h-full">
      {/* On a phone the conversation replaces the list, and so its heading. */}
      {chat && <h1 className="sr-only md:hidden">{t('chats.title')}</h1>}
      <section
        aria-label={t('chats.list')}
        className={cx(
          'h-full w-full flex-col gap-3 border-line bg-surface md:flex md:w-80 md:border-r',
          chat ? 'hidden' : 'flex',
        )}
      >
        <div className="flex flex-col gap-3 px-4 pt-4">
          <h1 className="font-semibold text-2xl">{t('chats.title')}</h1>
          {options.length > 1 && (
            <Choice
              label={t('chats.instance')}
              options={options}
              value={instance}
              onChange={event =>
                void navigate({
                  to: '/chats/$instance',
                  params: { instance: event.currentTarget.value },
                })
              }
            />
          )}
          <Field
            label={t('chats.search')}
            type="search"
            value={typed}
            onChange={event => setTyped(event.currentTarget.value)}
          />
        </div>
        <ChatList key={`${instance} ${search}`} instance={instance} search={search} open={chat} />
      </section>
      <div className={cx('min-w-0 flex-1 md:flex', chat ? 'flex' : 'hidden')}>
        <Outlet />
      </div>
    </div>
  );
}

/** The value once it has stayed the same for a moment. */
function useLater(value: string): string {
  const [later, setLater] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setLater(value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return later;
}
