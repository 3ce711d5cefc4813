import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { assignChat, assigneesQuery } from '../../../api/queries/assignment';
import { type Chat, chatKey, chatsKey } from '../../../api/queries/chats';
import { sessionQuery } from '../../../api/queries/session';
import { Button } from '../../../components/Button';
import { Dialog } from '../../../components/Dialog';
import { Loaded } from '../../../components/Loaded';
import { Refused } from '../../../components/Refused';
import { useAction } from '../../../components/useAction';
import { useText } from '../../../i18n/useText';
import { useConversation } from '../useConversation';
import { assigneeOptions } from './options';

/** To whom the chat is assigned; for those who may write, the way to assign it. */
export function Assignee({ chat }: { chat: Chat }) {
  const t = useText();
  const { mayWrite } = useConversation();
  const [isChoosing, setChoosing] = useState(false);
  const { assignee } = chat;
  const text = (
    <>
      <span className="sr-only">{t('chats.assignedTo')}: </span>
      <bdi className="max-w-40 truncate">{assignee?.name ?? t('chats.unassigned')}</bdi>
    </>
  );
  if (!mayWrite) return assignee ? <p className="flex text-quiet text-sm">{text}</p> : null;
  return (
    <>
      <Button onClick={() => setChoosing(true)}>{text}</Button>
      {isChoosing && <ChooseAssignee chat={chat} onClose={() => setChoosing(false)} />}
    </>
  );
}

function ChooseAssignee({ chat, onClose }: { chat: Chat; onClose: () => void }) {
  const t = useText();
  const { address } = useConversation();
  const { instanceId, externalId, assignee } = chat;
  const { data: session } = useQuery(sessionQuery);
  const users = useQuery(assigneesQuery(instanceId));
  const keys = [chatsKey, chatKey(instanceId, address), chatKey(instanceId, externalId)];
  const assign = useAction(
    (user: string | null) => assignChat(instanceId, externalId, user),
    keys,
    onClose,
  );
  const texts = { none: t('chats.unassigned'), me: t('chats.toMe') };
  return (
    <Dialog title={t('chats.assignedTo')} onClose={onClose}>
      <div className="flex flex-col gap-4">
        <Refused error={assign.error} />
        <Loaded query={users}>
          {all => (
            <ul
              aria-label={t('chats.assignedTo')}
              className="flex max-h-80 flex-col gap-2 overflow-y-auto p-1"
            >
              {assigneeOptions(all, assignee ?? null, session?.user.id, texts).map(option => (
                <li key={option.value}>
                  <Button
                    className="w-full"
                    aria-pressed={option.value === (assignee?.userId ?? '')}
                    isBusy={assign.isPending}
                    onClick={() => assign.mutate(option.value || null)}
                  >
                    <bdi className="min-w-0 [overflow-wrap:anywhere]">{option.text}</bdi>
                  </Button>
                </li>
              ))}
            </ul>
          )}
        </Loaded>
        <div className="flex justify-end">
          <Button onClick={onClose}>{t('app.cancel')}</Button>
        </div>
      </div>
    </Dialog>
  );
}
