import { queryOptions } from '@tanstack/react-query';
import { api, type Schemas } from '../client';
import { expectData } from '../errors';

export type GlobalLayer = Schemas['GlobalAiLayerView'];
export type InstanceLayer = Schemas['InstanceAiLayerView'];
export type ChatLayer = Schemas['ChatAiLayerView'];
export type LayerMembers = Pick<GlobalLayer, 'agent' | 'replies'>;
export type LayerChanges = Required<
  Pick<Schemas['UpdateGlobalAiLayerRequest'], 'agent' | 'replies'>
>;

export const MODES = [
  'inherit',
  'enabled',
  'disabled',
] as const satisfies readonly InstanceLayer['mode'][];

/** One key for all: what a layer inherits is another's. */
export const aiLayersKey = ['ai-layers'] as const;

const at = (id: string) => ({ params: { path: { id } } });
const atChat = (id: string, chatId: string) => ({ params: { path: { id, chatId } } });

export const globalLayerQuery = queryOptions({
  queryKey: [...aiLayersKey, 'global'],
  queryFn: () => expectData(api.GET('/api/v2/ai-layer')),
});

export const instanceLayerQuery = (id: string) =>
  queryOptions({
    queryKey: [...aiLayersKey, id],
    queryFn: () => expectData(api.GET('/api/v2/instances/{id}/ai-layer', at(id))),
  });

export const chatLayerQuery = (id: string, chat: string) =>
  queryOptions({
    queryKey: [...aiLayersKey, id, chat],
    queryFn: () =>
      expectData(api.GET('/api/v2/instances/{id}/chats/{chatId}/ai-layer', atChat(id, chat))),
  });

export const setGlobalLayer = (body: Schemas['UpdateGlobalAiLayerRequest']) =>
  expectData(api.PATCH('/api/v2/ai-layer', { body }));
export const setInstanceLayer = (id: string, body: Schemas['UpdateInstanceAiLayerRequest']) =>
  expectData(api.PATCH('/api/v2/instances/{id}/ai-layer', { ...at(id), body }));
export const setChatLayer = (id: string, chat: string, body: Schemas['UpdateChatAiLayerRequest']) =>
  expectData(
    api.PATCH('/api/v2/instances/{id}/chats/{chatId}/ai-layer', { ...atChat(id, chat), body }),
  );
