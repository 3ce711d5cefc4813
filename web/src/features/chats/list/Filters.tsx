import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { assigneesQuery } from '../../../api/queries/assignment';
import { CHAT_KINDS, type Channel, SHOWN } from '../../../api/queries/chatFilters';
import type { Instance } from '../../../api/queries/instances';
import { labelsQuery } from '../../../api/queries/labels';
import { sessionQuery } from '../../../api/queries/session';
import { useText } from '../../../i18n/useText';
import { offeredInstances, onlyInstance, withChannel } from './narrow';
import { Select } from './Select';
import { type InboxSearch, readInboxSearch } from './search';

/** Which chats are listed. The address has it, so that it can be returned to and shared. */
export function Filters({ instances }: { instances: Instance[] }) {
  const t = useText();
  const search = useSearch({ from: '/signed-in/chats' });
  const navigate = useNavigate();
  const { data: session } = useQuery(sessionQuery);
  // The users of the tenant, whichever instance is asked.
  const { data: users = [] } = useQuery(assigneesQuery(instances[0]?.id ?? ''));
  const { data: labels = [] } = useQuery(labelsQuery(onlyInstance(instances, search) ?? ''));
  const set = (change: Partial<Record<keyof InboxSearch, string>>) =>
    void navigate({
      to: '.',
      search: now => readInboxSearch({ ...now, ...change }),
      replace: true,
    });
  const channels = [...new Set(instances.map(one => one.channel))];
  return (
    <div className="grid grid-cols-2 gap-2">
      {instances.length > 1 && (
        <Select
          label={t('chats.instance')}
          className="col-span-2"
          options={[
            { value: '', text: t('chats.allInstances') },
            ...offeredInstances(instances, search).map(({ id, name }) => ({
              value: id,
              text: name,
            })),
          ]}
          value={search.instance ?? ''}
          onChange={instance => set({ instance, label: '' })}
        />
      )}
      {channels.length > 1 && (
        <Select
          label={t('chats.channel')}
          className="col-span-2"
          options={[
            { value: '', text: t('chats.allChannels') },
            ...channels.map(value => ({ value, text: t(`chats.channels.${value as Channel}`) })),
          ]}
          value={search.channel ?? ''}
          onChange={channel =>
            void navigate({
              to: '.',
              search: now => withChannel(instances, readInboxSearch(now), channel),
              replace: true,
            })
          }
        />
      )}
      <Select
        label={t('chats.kind')}
        options={[
          { value: '', text: t('chats.allKinds') },
          ...CHAT_KINDS.map(value => ({ value, text: t(`chats.kinds.${value}`) })),
        ]}
        value={search.kind ?? ''}
        onChange={kind => set({ kind })}
      />
      <Select
        label={t('chats.show')}
        options={SHOWN.map(value => ({ value, text: t(`chats.shown.${value}`) }))}
        value={search.show ?? 'all'}
        onChange={show => set({ show })}
      />
      <Select
        label={t('chats.assignedTo')}
        className={labels.length > 0 ? undefined : 'col-span-2'}
        options={[
          { value: '', text: t('chats.anyAssignee') },
          { value: 'me', text: t('chats.toMe') },
          { value: 'none', text: t('chats.unassigned') },
          ...users
            .filter(user => user.userId !== session?.user.id)
            .map(({ userId, name }) => ({ value: userId, text: name })),
        ]}
        value={search.assigned ?? ''}
        onChange={assigned => set({ assigned })}
      />
      {labels.length > 0 && (
        <Select
          label={t('chats.label')}
          options={[
            { value: '', text: t('chats.anyLabel') },
            ...labels.map(({ id, name }) => ({ value: id, text: name })),
          ]}
          value={search.label ?? ''}
          onChange={label => set({ label })}
        />
      )}
    </div>
  );
}
