import { useQuery } from '@tanstack/react-query';
import * as z from 'zod/mini';
import type { Schemas } from '../../api/client';
import { aiLayersKey, instanceLayerQuery, setInstanceLayer } from '../../api/queries/aiLayers';
import { Loaded } from '../../components/Loaded';
import { Card } from '../../components/Page';
import { useAction } from '../../components/useAction';
import { useText } from '../../i18n/useText';
import { changesOf, fieldsOf, LAYER, MODE, modeChange } from './changes';
import { LayerFields } from './LayerFields';
import { LayerForm } from './LayerForm';
import { ModeChoice } from './ModeChoice';

const OF_INSTANCE = z.object({ ...LAYER, mode: MODE });

/** What an instance sets over the layer of all. */
export function InstanceLayerCard({ id }: { id: string }) {
  const t = useText();
  const save = useAction(
    (body: Schemas['UpdateInstanceAiLayerRequest']) => setInstanceLayer(id, body),
    [aiLayersKey],
  );
  return (
    <Card title={t('aiLayers.instance')}>
      <p className="text-quiet">{t('aiLayers.instanceText')}</p>
      <Loaded query={useQuery(instanceLayerQuery(id))}>
        {layer => (
          <LayerForm
            schema={OF_INSTANCE}
            defaultValues={{ ...fieldsOf(layer), mode: layer.mode }}
            save={save}
            read={({ mode, ...values }) => ({
              ...modeChange(mode, layer.mode),
              ...changesOf(values, layer),
            })}
          >
            {form => (
              <>
                <ModeChoice field={form.choice('mode')} />
                <LayerFields form={form} layer={layer} />
              </>
            )}
          </LayerForm>
        )}
      </Loaded>
    </Card>
  );
}
