import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
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
import { useDeed } from '../../components/useDeed';
import { useText } from '../../i18n/useText';
import { LayerForm } from './LayerForm';
import { ModeChoice, readMode } from './ModeChoice';

/** The layer of one chat, which is found by its address. */
export function ChatLayerCard({ instance }: { instance: string }) {
  const t = useText();
  const [chat, setChat] = useState('');
  const open = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setChat(String(new FormData(event.currentTarget).get('chat') ?? '').trim());
  };
  return (
    <Card title={t('aiLayers.chat')}>
      <p className="text-quiet">{t('aiLayers.chatText')}</p>
      <form onSubmit={open} className="flex flex-col gap-4">
        <Field
          label={t('aiLayers.address')}
          hint={t('aiLayers.addressHint')}
          name="chat"
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

function readPrompt(fields: FormData, layer: ChatLayer): { prompt?: string | null } {
  const prompt = String(fields.get('prompt') ?? '').trim() || null;
  return prompt === (layer.prompt ?? null) ? {} : { prompt };
}

function OfChat({ instance, chat }: { instance: string; chat: string }) {
  const t = useText();
  const save = useDeed(
    (body: Schemas['UpdateChatAiLayerRequest']) => setChatLayer(instance, chat, body),
    [aiLayersKey],
  );
  return (
    <Loaded query={useQuery(chatLayerQuery(instance, chat))}>
      {layer => (
        <LayerForm
          shown={layer}
          save={save}
          read={fields => ({ ...readMode(fields, layer.mode), ...readPrompt(fields, layer) })}
        >
          <p className="break-words font-medium">{layer.externalId}</p>
          <ModeChoice mode={layer.mode} />
          <Area
            label={t('aiLayers.prompt')}
            name="prompt"
            rows={5}
            maxLength={32_000}
            defaultValue={layer.prompt ?? ''}
            placeholder={t('aiLayers.inherited')}
          />
        </LayerForm>
      )}
    </Loaded>
  );
}
