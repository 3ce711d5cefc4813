import { queryOptions } from '@tanstack/react-query';
import { api, type Schemas } from '../client';
import { expectData } from '../errors';
import { agentsKey } from './agents';

export type AgentDocument = Schemas['AgentDocumentView'];
export type Passage = Schemas['PassageView'];

const PATH = '/api/v2/agents/{id}/documents';

const at = (id: string) => ({ params: { path: { id } } });
const one = (id: string, documentId: string) => ({ params: { path: { id, documentId } } });

/** By name, without their texts. */
export const agentDocumentsQuery = (id: string) =>
  queryOptions({
    queryKey: [...agentsKey, 'documents', id],
    queryFn: async ({ signal }) => (await expectData(api.GET(PATH, { ...at(id), signal }))).items,
  });

/** With its text; a document never changes. */
export const agentDocumentQuery = (id: string, documentId: string) =>
  queryOptions({
    queryKey: ['agent-document', id, documentId],
    queryFn: ({ signal }) =>
      expectData(api.GET(`${PATH}/{documentId}`, { ...one(id, documentId), signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const addText = (id: string, body: Schemas['CreateAgentDocumentRequest']) =>
  expectData(api.POST(PATH, { ...at(id), body }));

/** The name is the file's own. */
export function addFile(id: string, file: File): Promise<AgentDocument> {
  const form = new FormData();
  form.set('file', file);
  return expectData(
    api.POST(PATH, {
      ...at(id),
      // The generated type is that of the text; the browser writes the body.
      body: form as never,
      bodySerializer: body => body as never,
    }),
  );
}

export const deleteDocument = (id: string, documentId: string) =>
  expectData(api.DELETE(`${PATH}/{documentId}`, one(id, documentId)));
