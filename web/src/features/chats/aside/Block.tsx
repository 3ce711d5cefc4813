import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import {
  blockContact,
  blocklistKey,
  blocklistQuery,
  unblockContact,
} from '../../../api/queries/blocklist';
import { Button } from '../../../components/Button';
import { Confirm } from '../../../components/Confirm';
import { Reason } from '../../../components/Reason';
import { When } from '../../../components/When';
import { useText } from '../../../i18n/useText';
import { addressText } from '../../../lib/address';
import { useChat } from '../useChat';
import { useConversation } from '../useConversation';
import { blockedAs } from './blocked';

/** Blocks the person at the network, for this instance's account, or ends that. */
export function Block() {
  const t = useText();
  const client = useQueryClient();
  const { instance, address } = useConversation();
  const chat = useChat(instance, address);
  const [asks, setAsks] = useState(false);
  const { data: blocklist = [] } = useQuery(blocklistQuery(instance));
  const blocked = blockedAs(blocklist, [address, chat?.externalId, chat?.canonicalId]);
  const change = useMutation<unknown>({
    mutationFn: () =>
      blocked ? unblockContact(instance, blocked.externalId) : blockContact(instance, address),
    onSuccess: () => client.invalidateQueries({ queryKey: blocklistKey(instance) }),
    onSettled: () => setAsks(false),
  });
  return (
    <div className="flex flex-col items-start gap-2">
      {change.isError && (
        <p role="alert" className="text-bad">
          <Reason error={change.error} />
        </p>
      )}
      {blocked ? (
        <>
          <p role="status">
            {t('chats.blocked')} <When at={blocked.blockedAt} />
          </p>
          <Button isBusy={change.isPending} onClick={() => change.mutate()}>
            {t('chats.unblock')}
          </Button>
        </>
      ) : (
        <Button kind="danger" onClick={() => setAsks(true)}>
          {t('chats.block')}
        </Button>
      )}
      {asks && !blocked && (
        <Confirm
          title={t('chats.blockAsk', { name: addressText(address) })}
          text={t('chats.blockText')}
          action={t('chats.block')}
          isBusy={change.isPending}
          onConfirm={() => change.mutate()}
          onClose={() => setAsks(false)}
        />
      )}
    </div>
  );
}
