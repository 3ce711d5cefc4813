import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import * as z from 'zod/mini';
import type { Schemas } from '../../api/client';
import {
  aiLayersKey,
  type ChatLayer,
  chatLayerQuery,
  setChatLayer,
} from '../../api/queries/aiLayers';
import { Area } from '../../components/Area';
import { Button } from '../../components/Button';
import { Field } from '../../components/Field';
import { Loaded } from '../../components/Loaded';
import { Card } from '../../components/Page';
import { useAction } from '../../components/useAction';
import { optional, required } from '../../forms/fields';
import { useSchemaForm } from '../../forms/useSchemaForm';
import { useText } from '../../i18n/useText';
import { MODE, modeChange } from './changes';
import { LayerForm } from './LayerForm';
import { ModeChoice } from './ModeChoice';

const ADDRESS = z.object({ chat: required() });

/** The layer of one chat, which is found by its address. */
export function ChatLayerCard({ instance }: { instance: string }) {
  const t = useText();
  const [chat, setChat] = useState('');
  const form = useSchemaForm(ADDRESS, {
    defaultValues: { chat: '' },
    onSubmit: ({ chat: address }) => setChat(address),
  });
  return (
    <Card title={t('aiLayers.chat')}>
      <p className="text-quiet">{t('aiLayers.chatText')}</p>
      <form noValidate onSubmit={form.submit} className="flex flex-col gap-4">
        <Field
          {...form.field('chat')}
          label={t('aiLayers.address')}
          hint={t('aiLayers.addressHint')}
          required
        />
        <Button type="submit" className="self-start">
          {t('aiLayers.show')}
        </Button>
      </form>
      {chat && <OfChat key={chat} instance={instance} chat={chat} />}
    </Card>
  );
}

const OF_CHAT = z.object({ mode: MODE, prompt: optional() });

function promptChange(prompt: string | null, { prompt: before }: ChatLayer) {
  return prompt === (before ?? null) ? {} : { prompt };
}

function OfChat({ instance, chat }: { instance: string; chat: string }) {
  const t = useText();
  const save = useAction(
    (body: Schemas['UpdateChatAiLayerRequest']) => setChatLayer(instance, chat, body),
    [aiLayersKey],
  );
  return (
    <Loaded query={useQuery(chatLayerQuery(instance, chat))}>
      {layer => (
        <LayerForm
          schema={OF_CHAT}
          defaultValues={{ mode: layer.mode, prompt: layer.prompt ?? '' }}
          save={save}
          read={({ mode, prompt }) => ({
            ...modeChange(mode, layer.mode),
            ...promptChange(prompt, layer),
          })}
        >
          {form => (
            <>
              <p className="break-words font-medium">{layer.externalId}</p>
              <ModeChoice field={form.choice('mode')} />
              <Area
                {...form.field('prompt')}
                label={t('aiLayers.prompt')}
                rows={5}
                maxLength={32_000}
                placeholder={t('aiLayers.inherited')}
              />
            </>
          )}
        </LayerForm>
      )}
    </Loaded>
  );
}
