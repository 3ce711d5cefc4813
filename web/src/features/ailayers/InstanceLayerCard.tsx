import { useQuery } from '@tanstack/react-query';
import type { Schemas } from '../../api/client';
import { aiLayersKey, instanceLayerQuery, setInstanceLayer } from '../../api/queries/aiLayers';
import { Loaded } from '../../components/Loaded';
import { Card } from '../../components/Page';
import { useDeed } from '../../components/useDeed';
import { useText } from '../../i18n/useText';
import { readChanges } from './changes';
import { LayerFields } from './LayerFields';
import { LayerForm } from './LayerForm';
import { ModeChoice, readMode } from './ModeChoice';

/** What an instance sets over the layer of all. */
export function InstanceLayerCard({ id }: { id: string }) {
  const t = useText();
  const save = useDeed(
    (body: Schemas['UpdateInstanceAiLayerRequest']) => setInstanceLayer(id, body),
    [aiLayersKey],
  );
  return (
    <Card title={t('aiLayers.instance')}>
      <p className="text-quiet">{t('aiLayers.instanceText')}</p>
      <Loaded query={useQuery(instanceLayerQuery(id))}>
        {layer => (
          <LayerForm
            shown={layer}
            save={save}
            read={fields => ({ ...readMode(fields, layer.mode), ...readChanges(fields, layer) })}
          >
            <ModeChoice mode={layer.mode} />
            <LayerFields layer={layer} />
          </LayerForm>
        )}
      </Loaded>
    </Card>
  );
}
