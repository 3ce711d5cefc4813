import { api, type Schemas } from '../client';
import { expectData } from '../errors';
import { pagesQuery } from './pages';

export type Note = Schemas['NoteView'];

export const notesKey = (instance: string, chat: string) => ['notes', instance, chat] as const;

const at = (id: string, chatId: string) => ({ id, chatId });

/** The internal notes on a chat, newest first. */
export const notesQuery = (instance: string, chat: string) =>
  pagesQuery<Note>(notesKey(instance, chat), (query, signal) =>
    expectData(
      api.GET('/api/v2/instances/{id}/chats/{chatId}/notes', {
        params: { path: at(instance, chat), query },
        signal,
      }),
    ),
  );

export const createNote = (instance: string, chat: string, text: string) =>
  expectData(
    api.POST('/api/v2/instances/{id}/chats/{chatId}/notes', {
      params: { path: at(instance, chat) },
      body: { text },
    }),
  );

export const updateNote = (instance: string, chat: string, noteId: string, text: string) =>
  expectData(
    api.PATCH('/api/v2/instances/{id}/chats/{chatId}/notes/{noteId}', {
      params: { path: { ...at(instance, chat), noteId } },
      body: { text },
    }),
  );

export const deleteNote = (instance: string, chat: string, noteId: string) =>
  expectData(
    api.DELETE('/api/v2/instances/{id}/chats/{chatId}/notes/{noteId}', {
      params: { path: { ...at(instance, chat), noteId } },
    }),
  );
