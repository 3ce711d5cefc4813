import { useQuery } from '@tanstack/react-query';
import { aiLayersKey, globalLayerQuery, setGlobalLayer } from '../../api/queries/aiLayers';
import { Check } from '../../components/Check';
import { Loaded } from '../../components/Loaded';
import { Card } from '../../components/Page';
import { useDeed } from '../../components/useDeed';
import { useText } from '../../i18n/useText';
import { readChanges } from './changes';
import { LayerFields } from './LayerFields';
import { LayerForm } from './LayerForm';

/** The last layer: an agent for all instances without one of their own. */
export function GlobalLayerCard() {
  const t = useText();
  const save = useDeed(setGlobalLayer, [aiLayersKey]);
  return (
    <Card title={t('aiLayers.global')}>
      <p className="text-quiet">{t('aiLayers.globalText')}</p>
      <Loaded query={useQuery(globalLayerQuery)}>
        {layer => (
          <LayerForm
            shown={layer}
            save={save}
            read={fields => ({
              ...readChanges(fields, layer),
              ...(fields.has('enabled') === layer.enabled ? {} : { enabled: !layer.enabled }),
            })}
          >
            <Check label={t('aiLayers.enabled')} name="enabled" defaultChecked={layer.enabled} />
            <LayerFields layer={layer} isLast />
          </LayerForm>
        )}
      </Loaded>
    </Card>
  );
}
