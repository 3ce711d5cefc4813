import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { blockContact } from '../../../api/queries/persons';
import { Button } from '../../../components/Button';
import { Confirm } from '../../../components/Confirm';
import { useReason } from '../../../components/Failure';
import { useText } from '../../../i18n/useText';
import { addressText } from '../../../lib/address';
import { useConversation } from '../useConversation';

/** Blocks the person at the network, for this instance's account. */
export function Block() {
  const t = useText();
  const reason = useReason();
  const { instance, address } = useConversation();
  const [asks, setAsks] = useState(false);
  const block = useMutation({
    mutationFn: () => blockContact(instance, address),
    onSettled: () => setAsks(false),
  });
  return (
    <div className="flex flex-col items-start gap-2">
      {block.isError && (
        <p role="alert" className="text-bad">
          {reason(block.error)}
        </p>
      )}
      {block.isSuccess && <p role="status">{t('chats.blocked')}</p>}
      <Button kind="danger" onClick={() => setAsks(true)}>
        {t('chats.block')}
      </Button>
      {asks && (
        <Confirm
          title={t('chats.blockAsk', { name: addressText(address) })}
          text={t('chats.blockText')}
          action={t('chats.block')}
          isBusy={block.isPending}
          onConfirm={() => block.mutate()}
          onClose={() => setAsks(false)}
        />
      )}
    </div>
  );
}
