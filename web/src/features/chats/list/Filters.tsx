import { useNavigate, useSearch } from '@tanstack/react-router';
import { CHAT_KINDS, SHOWN } from '../../../api/queries/chatFilters';
import type { Instance } from '../../../api/queries/instances';
import { useText } from '../../../i18n/useText';
import { Select } from './Select';
import { type InboxSearch, readInboxSearch } from './search';

/** Which chats are listed. The address has it, so that it can be returned to and shared. */
export function Filters({ instances }: { instances: Instance[] }) {
  const t = useText();
  const search = useSearch({ from: '/signed-in/chats' });
  const navigate = useNavigate();
  const set = (change: Partial<Record<keyof InboxSearch, string>>) =>
    void navigate({
      to: '.',
      search: now => readInboxSearch({ ...now, ...change }),
      replace: true,
    });
  return (
    <div className="grid grid-cols-2 gap-2">
      {instances.length > 1 && (
        <Select
          label={t('chats.instance')}
          className="col-span-2"
          options={[
            { value: '', text: t('chats.allInstances') },
            ...instances.map(({ id, name }) => ({ value: id, text: name })),
          ]}
          value={search.instance ?? ''}
          onChange={instance => set({ instance })}
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
    </div>
  );
}
