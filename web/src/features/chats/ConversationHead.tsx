import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { instancesQuery } from '../../api/queries/instances';
import { useText } from '../../i18n/useText';
import { StateMark } from '../instances/StateMark';
import { AgentControl } from './AgentControl';
import type { AsideTab } from './aside/tabs';
import { ChatMenu } from './ChatMenu';
import { Tool } from './composer/Tool';
import { chatName } from './list/ChatRow';
import { Presence } from './Presence';
import { useChat } from './useChat';
import { useConversation } from './useConversation';
import { Assignee } from './work/Assignee';
import { ChatLabels } from './work/ChatLabels';

interface Props {
  aside: AsideTab | null;
  onAside: (aside: AsideTab | null) => void;
}

export function ConversationHead({ aside, onAside }: Props) {
  const t = useText();
  const { instance, address, mayWrite } = useConversation();
  const chat = useChat(instance, address);
  const { data: instances = [] } = useQuery(instancesQuery);
  const own = instances.find(one => one.id === instance);
  return (
    <header className="flex flex-wrap items-center gap-x-3 gap-y-1 border-line border-b bg-surface px-4 py-2">
      <Link
        to="/chats"
        search={({ message: _, ...rest }) => rest}
        aria-label={t('chats.back')}
        className="-ml-2 inline-flex size-10 items-center justify-center md:hidden"
      >
        <svg
          aria-hidden="true"
          viewBox="0 0 24 24"
          className="size-6 fill-none stroke-2 stroke-current rtl:rotate-180"
        >
          <path d="M15 5l-7 7 7 7" />
        </svg>
      </Link>
      <div className="min-w-0 flex-1 basis-40">
        <h2 className="truncate font-semibold text-lg">
          <bdi>{chatName(chat, address)}</bdi>
        </h2>
        {chat && <Presence chat={chat} />}
        {instances.length > 1 && (
          <bdi className="block truncate text-quiet text-sm">{own?.name}</bdi>
        )}
        {own && own.state !== 'connected' && (
          <Link to="/instances/$id" params={{ id: own.id }} className="text-sm underline">
            <StateMark state={own.state} />
          </Link>
        )}
      </div>
      {/* On a phone one line, which scrolls: the messages need the height. */}
      <div className="order-last flex w-full items-center gap-x-3 overflow-x-auto p-1 *:shrink-0 empty:hidden md:contents">
        {chat && <ChatLabels chat={chat} />}
        {chat && <Assignee chat={chat} />}
        {mayWrite && <AgentControl />}
        {mayWrite && chat && <ChatMenu chat={chat} />}
      </div>
      <Tool
        name={t('chats.aside')}
        path="M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v6M12 7.5v.1"
        isPressed={aside !== null}
        onClick={() => onAside(aside ? null : 'person')}
      />
    </header>
  );
}
