import { Link } from '@tanstack/react-router';
import type { ChatFilter } from '../../../api/queries/chats';
import { useText } from '../../../i18n/useText';
import { FoundList } from './FoundList';

/** The messages with the words of a search; each leads to its place in its conversation. */
export function FoundMessages({ filter }: { filter: ChatFilter }) {
  const t = useText();
  const { search = '', instance, channel, kind, show, assigned, label } = filter;
  return (
    <section
      aria-label={t('chats.found')}
      className="flex min-h-0 flex-1 flex-col gap-1 border-line border-t"
    >
      <h2 className="px-4 pt-2 font-medium text-quiet text-sm">{t('chats.found')}</h2>
      {(kind || show || assigned || label) && (
        <p className="px-4 text-quiet text-xs">{t('chats.foundWider')}</p>
      )}
      <div className="min-h-0 flex-1 overflow-y-auto">
        <FoundList
          search={search}
          where={{ instance, channel }}
          around={({ message, chat }, shown) => (
            <Link
              to="/chats/$instance/$chat"
              params={{ instance: message.instanceId, chat: chat.externalId }}
              search={now => ({ ...now, message: message.id })}
              preload={false}
              className="flex flex-col px-4 py-2 outline-offset-[-2px] hover:bg-raised"
            >
              {shown}
            </Link>
          )}
        />
      </div>
    </section>
  );
}
