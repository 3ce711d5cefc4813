import { useState } from 'react';
import { Field } from '../../../components/Field';
import { useText } from '../../../i18n/useText';
import { useLater } from '../../../lib/useLater';
import { FoundList } from '../list/FoundList';
import { useChat } from '../useChat';
import { useConversation } from '../useConversation';

/** Finds messages of the open conversation and shows their places in it. */
export function FindTab({ onFound }: { onFound: () => void }) {
  const t = useText();
  const { instance, address, jump } = useConversation();
  const chat = useChat(instance, address);
  const [typed, setTyped] = useState('');
  const words = useLater(typed.trim());
  return (
    <div className="flex flex-col gap-3">
      <h2 className="sr-only">{t('chats.find')}</h2>
      <Field
        label={t('chats.findHere')}
        type="search"
        value={typed}
        onChange={event => setTyped(event.currentTarget.value)}
      />
      {chat === null && <p className="text-quiet">{t('chats.noMessages')}</p>}
      {chat && words && (
        <FoundList
          search={words}
          where={{ instance: chat.instanceId, chat: chat.id }}
          around={({ message }, shown) => (
            <button
              type="button"
              onClick={() => {
                onFound();
                jump(message.id);
              }}
              className="flex w-full flex-col rounded-lg px-4 py-2 text-start hover:bg-raised"
            >
              {shown}
            </button>
          )}
        />
      )}
    </div>
  );
}
