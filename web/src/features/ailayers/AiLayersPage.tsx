import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { instancesQuery } from '../../api/queries/instances';
import { Choice } from '../../components/Field';
import { Loaded } from '../../components/Loaded';
import { Notice } from '../../components/Notice';
import { Card, Page } from '../../components/Page';
import { useText } from '../../i18n/useText';
import { useMay } from '../session/useSession';
import { ChatLayerCard } from './ChatLayerCard';
import { GlobalLayerCard } from './GlobalLayerCard';
import { InstanceLayerCard } from './InstanceLayerCard';

/** Whether and how an agent answers: for all instances, one, and one chat. */
export function AiLayersPage() {
  const t = useText();
  const may = useMay();
  const query = useQuery(instancesQuery);
  const [chosen, setChosen] = useState('');
  const instance = chosen || (query.data?.[0]?.id ?? '');
  return (
    <Page title={t('sections.aiLayers')}>
      <p className="text-quiet">{t('aiLayers.intro')}</p>
      <GlobalLayerCard />
      <Card title={t('aiLayers.exceptions')}>
        <Loaded query={query}>
          {instances =>
            instances.length === 0 ? (
              <Notice>{t('aiLayers.noInstance')}</Notice>
            ) : (
              <Choice
                label={t('common.instance')}
                value={instance}
                options={instances.map(one => ({ value: one.id, text: one.name }))}
                onChange={event => setChosen(event.target.value)}
              />
            )
          }
        </Loaded>
      </Card>
      {instance && <InstanceLayerCard key={`instance ${instance}`} id={instance} />}
      {instance && may('messages:read') && (
        <ChatLayerCard key={`chat ${instance}`} instance={instance} />
      )}
    </Page>
  );
}
