import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import * as z from 'zod/mini';
import { deleteNote, type Note, notesKey, updateNote } from '../../../api/queries/notes';
import { sessionQuery } from '../../../api/queries/session';
import { Area } from '../../../components/Area';
import { Ask } from '../../../components/Ask';
import { Button } from '../../../components/Button';
import { FormDialog } from '../../../components/FormDialog';
import { useAction } from '../../../components/useAction';
import { When } from '../../../components/When';
import { untouched } from '../../../forms/fields';
import { useSchemaForm } from '../../../forms/useSchemaForm';
import { useText } from '../../../i18n/useText';
import { permits } from '../../../lib/scopes';
import { PlainText } from '../bubbles/PlainText';
import { useConversation } from '../useConversation';

interface Props {
  note: Note;
  instance: string;
  chat: string;
}

/** A note, which its author and administrators may change. */
export function NoteItem({ note, instance, chat }: Props) {
  const t = useText();
  const { mayWrite } = useConversation();
  const { data: session } = useQuery(sessionQuery);
  const [isEditing, setEditing] = useState(false);
  const keys = [notesKey(instance, chat)];
  const isOwn = session !== null && note.author === `user:${session?.user.id}`;
  const mayChange = mayWrite && (isOwn || permits(session?.scopes ?? [], 'admin:*'));
  return (
    <li
      data-note={note.id}
      className="flex flex-col gap-2 rounded-xl border border-warn border-dashed p-3"
    >
      <p className="text-quiet text-sm">
        <bdi className="font-medium text-ink">{note.authorName ?? note.author}</bdi>{' '}
        <When at={note.createdAt} />
        {note.updatedAt !== note.createdAt && ` · ${t('chats.edited')}`}
      </p>
      <PlainText text={note.text} />
      {mayChange && (
        <div className="flex flex-wrap gap-2">
          <Button onClick={() => setEditing(true)}>{t('chats.edit')}</Button>
          <Ask
            action={t('chats.delete')}
            title={t('chats.deleteNoteAsk')}
            text={t('chats.deleteNoteText')}
            run={() => deleteNote(instance, chat, note.id)}
            keys={keys}
          />
        </div>
      )}
      {isEditing && (
        <EditNote note={note} instance={instance} chat={chat} onClose={() => setEditing(false)} />
      )}
    </li>
  );
}

const NOTE = z.object({ text: untouched() });

function EditNote({ note, instance, chat, onClose }: Props & { onClose: () => void }) {
  const t = useText();
  const change = useAction(
    (text: string) => updateNote(instance, chat, note.id, text),
    [notesKey(instance, chat)],
    onClose,
  );
  const form = useSchemaForm(NOTE, {
    defaultValues: { text: note.text },
    error: change.error,
    onSubmit: ({ text }) => change.mutate(text),
  });
  return (
    <FormDialog
      title={t('chats.editNote')}
      action={t('chats.save')}
      form={form}
      isBusy={change.isPending}
      onClose={onClose}
    >
      <Area {...form.field('text')} label={t('chats.note')} required />
    </FormDialog>
  );
}
