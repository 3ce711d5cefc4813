import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { chatsQuery } from '../../api/queries/chats';
import { instancesQuery } from '../../api/queries/instances';
import { personsQuery } from '../../api/queries/persons';
import { sessionQuery } from '../../api/queries/session';
import { useText } from '../../i18n/useText';
import { useLater } from '../../lib/useLater';
import { chatName } from '../chats/list/ChatRow';
import { personName } from '../people/name';
import { useMay } from '../session/useSession';
import { best } from './match';
import { palettePages } from './pages';
import { useActions } from './useActions';

export interface Entry {
  key: string;
  group: 'page' | 'action' | 'instance' | 'chat' | 'person';
  name: string;
  detail?: string;
  run: () => void;
}

const MOST = 6;

/** What matches, by its kind: what is here at once, what the server is asked for when it is typed. */
export function useEntries(typed: string): { entries: Entry[]; isSearching: boolean } {
  const t = useText();
  const may = useMay();
  const navigate = useNavigate();
  const actions = useActions();
  const words = useLater(typed.trim());
  const asks = words.length > 1;
  const mayChat = may('messages:read');
  const { data: session } = useQuery(sessionQuery);
  const { data: instances = [] } = useQuery(instancesQuery);
  const ids = instances.map(one => one.id);
  const chats = useInfiniteQuery({
    ...chatsQuery(ids, { search: words }),
    enabled: asks && mayChat && ids.length > 0,
  });
  const people = useInfiniteQuery({
    ...personsQuery(words),
    enabled: asks && may('persons:read'),
  });

  const pages = palettePages(may, session?.user.isOperator ?? false).map(
    (page): Entry => ({
      key: `page ${page.to}`,
      group: 'page',
      name: t(page.text),
      run: () => void navigate({ to: page.to }),
    }),
  );
  const ofInstances = instances.map(
    (one): Entry => ({
      key: `instance ${one.id}`,
      group: 'instance',
      name: one.name,
      run: () => void navigate({ to: '/instances/$id', params: { id: one.id } }),
    }),
  );
  const ofChats = (asks ? (chats.data?.pages[0]?.items ?? []) : []).slice(0, MOST).map(
    (chat): Entry => ({
      key: `chat ${chat.id}`,
      group: 'chat',
      name: chatName(chat, chat.externalId),
      run: () =>
        void navigate({
          to: '/chats/$instance/$chat',
          params: { instance: chat.instanceId, chat: chat.externalId },
        }),
    }),
  );
  const ofPeople = (asks ? (people.data?.pages[0]?.items ?? []) : []).slice(0, MOST).map(
    (person): Entry => ({
      key: `person ${person.id}`,
      group: 'person',
      name: personName(person),
      run: () => void navigate({ to: '/people/$id', params: { id: person.id } }),
    }),
  );
  const here = (all: Entry[]) => best(all, one => one.name, typed, MOST * 2);
  const listed = typed ? ofInstances : [];
  return {
    entries: [...here(pages), ...here(actions), ...here(listed), ...ofChats, ...ofPeople],
    isSearching: asks && (chats.isFetching || people.isFetching),
  };
}
