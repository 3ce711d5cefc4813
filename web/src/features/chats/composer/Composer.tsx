import { useMutation } from '@tanstack/react-query';
import {
  type ClipboardEvent,
  type DragEvent,
  type KeyboardEvent,
  lazy,
  Suspense,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react';
import type { Message } from '../../../api/queries/messages';
import type { QuickReply } from '../../../api/queries/quickReplies';
import { editMessage } from '../../../api/queries/sending';
import { Button } from '../../../components/Button';
import { useReason } from '../../../components/Failure';
import { useText } from '../../../i18n/useText';
import { fill, unfilled } from '../../quickreplies/variables';
import { send } from '../outbox';
import { useConversation } from '../useConversation';
import { About } from './About';
import { Attached } from './Attached';
import { drafts } from './drafts';
import { kindOf } from './kinds';
import { optionId, QuickReplyList } from './QuickReplyList';
import { Recording } from './Recording';
import { Tool } from './Tool';
import { useQuickReplies } from './useQuickReplies';
import { useRecorder } from './useRecorder';
import { useTyping } from './useTyping';
import { useValues } from './useValues';

const EmojiPicker = lazy(() => import('./EmojiPicker'));
const ScheduleLater = lazy(() => import('./ScheduleLater'));
const MOST_FILES = 10;

/** A message that is answered or changed. */
export interface Subject {
  kind: 'reply' | 'edit';
  message: Message;
}

interface Props {
  subject: Subject | null;
  onSubject: (subject: Subject | null) => void;
}

/** Writes a message. It is shown at once; what could not be sent stays in the conversation. */
export function Composer({ subject, onSubject }: Props) {
  const t = useText();
  const reason = useReason();
  const id = useId();
  const { instance, address } = useConversation();
  const to = { instance, address };
  const draftKey = `${instance} ${address}`;
  const [draft, setDraft] = useState(() => drafts.get(draftKey) ?? '');
  const [edited, setEdited] = useState<{ subject: Subject; text: string } | null>(null);
  const isEdit = subject?.kind === 'edit';
  // Of a message that is changed it is that message's, beside the draft, which is there again afterwards.
  const text = isEdit ? textOf(subject, edited) : draft;
  const [files, setFiles] = useState<File[]>([]);
  const [isPicking, setPicking] = useState(false);
  const [isScheduling, setScheduling] = useState(false);
  const values = useValues(instance, address);
  const selection = useRef<[number, number] | null>(null);
  const box = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const write = (next: string) => {
    if (isEdit) {
      setEdited({ subject, text: next });
      return;
    }
    drafts.set(draftKey, next);
    setDraft(next);
  };
  const replyTo = subject?.kind === 'reply' ? { replyTo: subject.message.externalId } : {};
  const recorder = useRecorder(file => {
    const attachment = { file, kind: 'audio' as const, caption: '', isVoiceNote: true };
    send(to, { text: '', attachment, ...replyTo });
    if (!isEdit) onSubject(null);
  });
  const typing = useTyping(recorder.state === 'recording');
  const type = (next: string) => {
    write(next);
    // Of a message that is changed the other side waits for nothing.
    if (!isEdit) typing.type();
  };
  const change = useMutation({
    mutationFn: (edit: { subject: Subject; text: string }) =>
      editMessage(edit.subject.message.id, edit.text),
    onSuccess(_, edit) {
      if (edit.subject === subject) onSubject(null);
    },
  });

  useEffect(() => {
    if (subject) box.current?.focus();
  }, [subject]);

  const pick = (reply: QuickReply) => {
    const filled = fill(reply.text, values);
    const left = unfilled(filled);
    selection.current = left ? [left.from, left.to] : [filled.length, filled.length];
    type(filled);
    box.current?.focus();
  };
  const quick = useQuickReplies(instance, text, pick);
  const unknown = unfilled(text);
  // What is left to be written is selected, once it is in the field.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the field has another text
  useEffect(() => {
    if (selection.current) box.current?.setSelectionRange(...selection.current);
    selection.current = null;
  }, [text]);

  // Copied at once: the browser empties its list when the field is cleared or the drop has ended.
  const attach = (list: Iterable<File>) => {
    const added = [...list];
    setFiles(known => [...known, ...added].slice(0, MOST_FILES));
  };
  const clear = () => {
    onSubject(null);
    write('');
    typing.pause();
    setPicking(false);
  };
  const submit = () => {
    const written = text.trim();
    if (isEdit) {
      if (written && !change.isPending) change.mutate({ subject, text });
      return;
    }
    if (!written && files.length === 0) return;
    files.forEach((file, index) => {
      const caption = index === 0 ? written : '';
      const attachment = { file, kind: kindOf(file.type), caption, isVoiceNote: false };
      send(to, { text: '', attachment, ...(index === 0 ? replyTo : {}) });
    });
    if (files.length === 0) send(to, { text, ...replyTo });
    setFiles([]);
    clear();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (quick.onKeyDown(event)) {
      event.preventDefault();
      return;
    }
    if (event.key === 'Escape' && subject) onSubject(null);
    // Not while a character is being composed, as in Japanese.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    submit();
  };
  const onPaste = (event: ClipboardEvent) => {
    if (event.clipboardData.files.length === 0) return;
    event.preventDefault();
    attach(event.clipboardData.files);
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    attach(event.dataTransfer.files);
  };
  const chosen = quick.found[quick.index];
  const isSendable = (text.trim() !== '' || files.length > 0) && !isEdit;
  const insert = (emoji: string) => {
    const at = box.current?.selectionStart ?? text.length;
    const end = box.current?.selectionEnd ?? at;
    type(text.slice(0, at) + emoji + text.slice(end));
    box.current?.focus();
  };

  return (
    <>
      <form
        onSubmit={event => {
          event.preventDefault();
          submit();
        }}
        onDragOver={event => event.preventDefault()}
        onDrop={onDrop}
        className="flex flex-col gap-2 border-line border-t bg-surface p-3"
      >
        {change.isError && change.variables.subject === subject && (
          <p role="alert" className="text-bad">
            {t('app.requestFailed', { message: reason(change.error) })}
          </p>
        )}
        {recorder.state === 'refused' && (
          <p role="alert" className="text-bad">
            {t('chats.noMicrophone')}
          </p>
        )}
        {subject && <About subject={subject} onClose={() => onSubject(null)} />}
        <Attached files={files} onRemove={file => setFiles(files.filter(one => one !== file))} />
        {quick.isOpen && <QuickReplyList id={`${id}-quick`} {...quick} onPick={pick} />}
        {unknown && (
          <p role="status" className="text-sm text-warn">
            {t('replies.unfilled', { variable: unknown.name })}
          </p>
        )}
        {isPicking && (
          <Suspense fallback={null}>
            <EmojiPicker onPick={insert} onClose={() => setPicking(false)} />
          </Suspense>
        )}
        {recorder.state === 'recording' ? (
          <Recording startedAt={recorder.startedAt} onStop={recorder.stop} />
        ) : (
          <div className="flex items-end gap-1">
            <input
              ref={picker}
              type="file"
              multiple
              hidden
              onChange={event => {
                attach(event.currentTarget.files ?? []);
                event.currentTarget.value = '';
              }}
            />
            <Tool
              name={t('chats.attach')}
              path="M20 11l-8 8a5 5 0 0 1-7-7l9-9a3 3 0 0 1 5 5l-9 9a1 1 0 0 1-2-2l8-8"
              onClick={() => picker.current?.click()}
            />
            <Tool
              name={t('chats.emoji')}
              path="M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM8 14c2 3 6 3 8 0M9 9.5v.1M15 9.5v.1"
              isPressed={isPicking}
              onClick={() => setPicking(!isPicking)}
            />
            <label htmlFor={id} className="sr-only">
              {t('chats.write')}
            </label>
            <textarea
              ref={box}
              id={id}
              dir="auto"
              rows={Math.min(6, text.split('\n').length)}
              value={text}
              placeholder={t('chats.write')}
              aria-describedby={`${id}-hint`}
              aria-autocomplete="list"
              aria-controls={chosen ? `${id}-quick` : undefined}
              aria-activedescendant={chosen ? optionId(`${id}-quick`, chosen) : undefined}
              onChange={event => type(event.currentTarget.value)}
              onKeyDown={onKeyDown}
              onPaste={onPaste}
              className="min-h-10 min-w-0 flex-1 resize-none rounded-lg border border-quiet bg-surface px-3 py-2 placeholder:whitespace-nowrap placeholder:text-quiet"
            />
            {!text && files.length === 0 && !isEdit && (
              <Tool
                name={t('chats.record')}
                path="M12 3a3 3 0 0 0-3 3v6a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3zM5 11a7 7 0 0 0 14 0M12 18v3"
                onClick={recorder.start}
              />
            )}
            {isSendable && (
              <Tool
                name={t('replies.later')}
                path="M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3 2"
                onClick={() => setScheduling(true)}
              />
            )}
            <Button type="submit" kind="main" isBusy={isEdit && change.isPending}>
              {t(isEdit ? 'chats.save' : 'chats.send')}
            </Button>
          </div>
        )}
        <p id={`${id}-hint`} className="hidden text-quiet text-xs md:block">
          {t('chats.sendHint')}
        </p>
      </form>
      {isScheduling && (
        <Suspense fallback={null}>
          <ScheduleLater
            text={text}
            files={files}
            replyTo={subject?.message.externalId}
            onDone={() => {
              setScheduling(false);
              setFiles([]);
              clear();
            }}
            onClose={() => setScheduling(false)}
          />
        </Suspense>
      )}
    </>
  );
}

/** Of a message that is changed: its own, until another is written. */
const textOf = (subject: Subject, edited: { subject: Subject; text: string } | null) =>
  edited?.subject === subject ? edited.text : (subject.message.content.text ?? '');
