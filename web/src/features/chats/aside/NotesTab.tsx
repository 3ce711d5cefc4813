import { useInfiniteQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { createNote, notesKey, notesQuery } from '../../../api/queries/notes';
import { Area } from '../../../components/Area';
import { Button } from '../../../components/Button';
import { Pages } from '../../../components/Pages';
import { Refused } from '../../../components/Refused';
import { useAction } from '../../../components/useAction';
import { useText } from '../../../i18n/useText';
import { useChat } from '../useChat';
import { useConversation } from '../useConversation';
import { NoteItem } from './NoteItem';

/** Words for the people who work with the chat. None of them leaves the server. */
export function NotesTab() {
  const t = useText();
  const { instance, address, mayWrite } = useConversation();
  const chat = useChat(instance, address);
  if (!chat) return <p className="text-quiet">{t('chats.noMessages')}</p>;
  return (
    <div className="flex flex-col gap-4">
      <h2 className="font-semibold text-lg">{t('chats.notes')}</h2>
      <p className="text-quiet text-sm">{t('chats.notesText')}</p>
      {mayWrite && <NewNote instance={instance} chat={chat.externalId} />}
      <List instance={instance} chat={chat.externalId} />
    </div>
  );
}

function List({ instance, chat }: { instance: string; chat: string }) {
  const t = useText();
  const query = useInfiniteQuery(notesQuery(instance, chat));
  return (
    <Pages query={query} label={t('chats.notes')} empty={t('chats.noNotes')}>
      {note => <NoteItem note={note} instance={instance} chat={chat} />}
    </Pages>
  );
}

function NewNote({ instance, chat }: { instance: string; chat: string }) {
  const t = useText();
  const [text, setText] = useState('');
  const write = useAction(
    (words: string) => createNote(instance, chat, words),
    [notesKey(instance, chat)],
    () => setText(''),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim()) write.mutate(text);
  };
  return (
    <form onSubmit={submit} className="flex flex-col items-start gap-2">
      <Area
        className="w-full"
        label={t('chats.newNote')}
        value={text}
        onChange={event => setText(event.currentTarget.value)}
      />
      <Refused error={write.error} />
      <Button type="submit" kind="main" isBusy={write.isPending} disabled={!text.trim()}>
        {t('chats.addNote')}
      </Button>
    </form>
  );
}
