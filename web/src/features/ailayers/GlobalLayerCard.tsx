import { useQuery } from '@tanstack/react-query';
import * as z from 'zod/mini';
import { aiLayersKey, globalLayerQuery, setGlobalLayer } from '../../api/queries/aiLayers';
import { Check } from '../../components/Check';
import { Loaded } from '../../components/Loaded';
import { Card } from '../../components/Page';
import { useAction } from '../../components/useAction';
import { useText } from '../../i18n/useText';
import { changesOf, fieldsOf, LAYER } from './changes';
import { LayerFields } from './LayerFields';
import { LayerForm } from './LayerForm';

const GLOBAL = z.object({ ...LAYER, enabled: z.boolean() });

/** The last layer: an agent for all instances without one of their own. */
export function GlobalLayerCard() {
  const t = useText();
  const save = useAction(setGlobalLayer, [aiLayersKey]);
  return (
    <Card title={t('aiLayers.global')}>
      <p className="text-quiet">{t('aiLayers.globalText')}</p>
      <Loaded query={useQuery(globalLayerQuery)}>
        {layer => (
          <LayerForm
            schema={GLOBAL}
            defaultValues={{ ...fieldsOf(layer, true), enabled: layer.enabled }}
            save={save}
            read={({ enabled, ...values }) => ({
              ...changesOf(values, layer),
              ...(enabled === layer.enabled ? {} : { enabled }),
            })}
          >
            {form => (
              <>
                <Check {...form.field('enabled')} label={t('aiLayers.enabled')} />
                <LayerFields form={form} layer={layer} isLast />
              </>
            )}
          </LayerForm>
        )}
      </Loaded>
    </Card>
  );
}
