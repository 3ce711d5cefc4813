import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type KeyboardEvent, useId, useRef, useState } from 'react';
import { insert } from '../../api/live/messages';
import { type Message, type Messages, messagesKey, sendText } from '../../api/queries/messages';
import { Button } from '../../components/Button';
import { useReason } from '../../components/Failure';
import { useText } from '../../i18n/useText';

interface Props {
  instance: string;
  address: string;
}

interface Draft {
  text: string;
  key: string;
}

/** Writes a message. What could not be sent stays, and is sent with the same key again. */
export function Composer({ instance, address }: Props) {
  const t = useText();
  const reason = useReason();
  const id = useId();
  const client = useQueryClient();
  const [text, setText] = useState('');
  const key = useRef<string | undefined>(undefined);
  const send = useMutation({
    mutationFn: (draft: Draft) => sendText(instance, address, draft.text, draft.key),
    onSuccess(result, draft) {
      key.current = undefined;
      setText(now => (now === draft.text ? '' : now));
      const message = queued(
        result.messageId,
        result.externalMessageId,
        draft.text,
        result.timestamp,
      );
      client.setQueryData<Messages>(messagesKey(instance, address), data =>
        data ? insert(data, message) : data,
      );
    },
  });

  const submit = () => {
    if (!text.trim() || send.isPending) return;
    key.current ??= crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
    send.mutate({ text, key: key.current });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // Not while a character is being composed, as in Japanese.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    submit();
  };

  return (
    <form
      onSubmit={event => {
        event.preventDefault();
        submit();
      }}
      className="flex flex-col gap-1 border-line border-t bg-surface p-3"
    >
      {send.isError && (
        <p role="alert" className="text-bad">
          {t('app.requestFailed', { message: reason(send.error) })}
        </p>
      )}
      <div className="flex items-end gap-2">
        <label htmlFor={id} className="sr-only">
          {t('chats.write')}
        </label>
        <textarea
          id={id}
          dir="auto"
          rows={Math.min(6, text.split('\n').length)}
          value={text}
          placeholder={t('chats.write')}
          aria-describedby={`${id}-hint`}
          onChange={event => {
            // Another text is another message.
            key.current = undefined;
            setText(event.currentTarget.value);
          }}
          onKeyDown={onKeyDown}
          className="min-h-10 flex-1 resize-none rounded-lg border border-quiet bg-surface px-3 py-2 placeholder:text-quiet"
        />
        <Button type="submit" kind="main" isBusy={send.isPending}>
          {t('chats.send')}
        </Button>
      </div>
      <p id={`${id}-hint`} className="hidden text-quiet text-xs md:block">
        {t('chats.sendHint')}
      </p>
    </form>
  );
}

function queued(id: string, externalId: string, text: string, timestamp: string): Message {
  return {
    id,
    externalId,
    content: { type: 'text', text } as Message['content'],
    timestamp,
    status: 'queued',
    isFromMe: true,
    source: 'api',
    sender: null,
    quoted: null,
    reactions: [],
    editedAt: null,
    deletedAt: null,
    errorMessage: null,
    transcription: null,
  };
}
