import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { instancesQuery } from '../../../api/queries/instances';
import type { Message } from '../../../api/queries/messages';
import { deleteMessage, react } from '../../../api/queries/sending';
import { Confirm } from '../../../components/Confirm';
import { focusAgain } from '../../../components/focusAgain';
import { Reason } from '../../../components/Reason';
import { useText } from '../../../i18n/useText';
import { send } from '../outbox';
import { useConversation } from '../useConversation';
import { ownAddress, showReaction } from './reacted';
import { draftOf, isSendableAgain } from './resend';

const QUICK = ['👍', '❤️', '😂', '😮', '😢', '🙏'];

/** What can be done with a message: shown by its button, which is there for a finger too. */
export function Actions({ message }: { message: Message }) {
  const t = useText();
  const [isOpen, setOpen] = useState(false);
  const { instance } = useConversation();
  if (!instance) return null;
  return (
    <>
      {isOpen && <Choices message={message} onDone={() => setOpen(false)} />}
      <button
        type="button"
        aria-expanded={isOpen}
        aria-label={t('chats.actions')}
        onClick={() => setOpen(!isOpen)}
        className="-my-1 inline-flex size-6 items-center justify-center rounded text-quiet hover:text-ink"
      >
        <span aria-hidden="true">⋯</span>
      </button>
    </>
  );
}

function Choices({ message, onDone }: { message: Message; onDone: () => void }) {
  const t = useText();
  const client = useQueryClient();
  const { instance, address, mayWrite, reply, edit, explain } = useConversation();
  const [asksToDelete, setAsks] = useState(false);
  const to = { instance, address };
  const reacting = useMutation({
    mutationFn: (emoji: string) => react(to, message.id, emoji),
    onSuccess(_, emoji) {
      showReaction(client, { ...to, message, emoji });
      onDone();
    },
  });
  const deleting = useMutation({ mutationFn: () => deleteMessage(message.id), onSuccess: onDone });
  const resending = useMutation({
    mutationFn: () => draftOf(instance, message),
    onSuccess(draft) {
      send(to, draft);
      onDone();
    },
  });
  const { data: instances } = useQuery(instancesQuery);
  const own = ownAddress(instances, instance);
  const given = message.reactions.find(one => one.platformUserId === own)?.emoji;
  // One that was given on the phone can be taken away here, too.
  const emojis = given && !QUICK.includes(given) ? [...QUICK, given] : QUICK;
  const text = message.content.type === 'text' ? message.content.text : null;
  const isThere = !message.deletedAt && message.status !== 'undecryptable';
  const after = (action: () => void) => () => {
    action();
    onDone();
  };
  const failure = reacting.error ?? deleting.error ?? resending.error;
  const box = useRef<HTMLFieldSetElement>(null);
  // The keyboard goes on with the first of them, and afterwards where they were opened.
  useEffect(() => {
    const before = document.activeElement;
    box.current?.querySelector('button')?.focus();
    return () => focusAgain(before);
  }, []);
  const onKeyDown = (event: KeyboardEvent) => {
    // Not of the dialog that asks.
    if (event.key === 'Escape' && !asksToDelete) onDone();
  };
  return (
    <fieldset
      ref={box}
      aria-label={t('chats.actions')}
      onKeyDown={onKeyDown}
      className="flex min-w-0 flex-1 flex-wrap items-center gap-1"
    >
      {mayWrite && isThere && (
        <>
          {emojis.map(emoji => (
            <Choice
              key={emoji}
              isPressed={emoji === given}
              onClick={() => reacting.mutate(emoji === given ? '' : emoji)}
            >
              {emoji}
            </Choice>
          ))}
          <Choice onClick={after(() => reply(message))}>{t('chats.reply')}</Choice>
        </>
      )}
      {mayWrite && isThere && message.isFromMe && message.status !== 'failed' && (
        <>
          {text && <Choice onClick={after(() => edit(message))}>{t('chats.edit')}</Choice>}
          <Choice onClick={() => setAsks(true)}>{t('chats.delete')}</Choice>
        </>
      )}
      {mayWrite && isSendableAgain(message) && (
        <Choice isBusy={resending.isPending} onClick={() => resending.mutate()}>
          {t('chats.sendAgain')}
        </Choice>
      )}
      {text && (
        <Choice onClick={after(() => void navigator.clipboard?.writeText(text))}>
          {t('chats.copy')}
        </Choice>
      )}
      <Choice onClick={after(() => explain(message))}>{t('chats.why')}</Choice>
      {failure && (
        <p role="alert" className="w-full text-bad text-sm">
          <Reason error={failure} />
        </p>
      )}
      {asksToDelete && (
        <Confirm
          title={t('chats.deleteAsk')}
          text={t('chats.deleteText')}
          action={t('chats.delete')}
          isBusy={deleting.isPending}
          onConfirm={() => deleting.mutate()}
          onClose={() => setAsks(false)}
        />
      )}
    </fieldset>
  );
}

interface ChoiceProps {
  isPressed?: boolean;
  isBusy?: boolean;
  onClick: () => void;
  children: ReactNode;
}

function Choice({ isPressed, isBusy = false, onClick, children }: ChoiceProps) {
  return (
    <button
      type="button"
      aria-pressed={isPressed}
      aria-busy={isBusy}
      onClick={() => {
        // Not disabled while it is busy: it would lose the focus.
        if (!isBusy) onClick();
      }}
      className="min-h-8 min-w-8 rounded-lg border border-line bg-raised px-2 text-sm hover:border-quiet aria-pressed:border-accent"
    >
      {children}
    </button>
  );
}
