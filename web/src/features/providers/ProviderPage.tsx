import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { providerQuery } from '../../api/queries/providers';
import { Loaded } from '../../components/Loaded';
import { Notice } from '../../components/Notice';
import { Card, Facts, Page } from '../../components/Page';
import { Reason } from '../../components/Reason';
import { When } from '../../components/When';
import { useText } from '../../i18n/useText';
import { useMay } from '../session/useSession';
import { ProviderActions } from './ProviderActions';
import { ProviderAgents } from './ProviderAgents';
import { ProviderMark } from './ProviderMark';

export function ProviderPage() {
  const t = useText();
  const may = useMay();
  const { id } = useParams({ from: '/signed-in/providers/$id' });
  return (
    <Loaded title={t('sections.providers')} query={useQuery(providerQuery(id))}>
      {provider => (
        <Page title={provider.name} actions={<ProviderMark status={provider.lastHealthStatus} />}>
          {provider.lastHealthError && (
            <Notice tone="bad">
              <Reason error={provider.lastHealthError} />
            </Notice>
          )}
          <Card title={t('providers.about')}>
            <Facts
              rows={[
                [t('providers.type'), provider.type],
                [t('providers.url'), provider.apiUrl],
                [t('providers.key'), provider.apiKey ?? '–'],
                [t('providers.timeout'), provider.defaultTimeout / 1000],
                [
                  t('providers.streaming'),
                  t(provider.defaultStreaming ? 'common.yes' : 'common.no'),
                ],
                [
                  t('providers.checked'),
                  provider.lastHealthCheck ? (
                    <When key="checked" at={provider.lastHealthCheck} />
                  ) : (
                    t('common.never')
                  ),
                ],
              ]}
            />
            {may('settings:write') && <ProviderActions provider={provider} />}
          </Card>
          <ProviderAgents id={id} />
        </Page>
      )}
    </Loaded>
  );
}
