import { useQuery } from '@tanstack/react-query';
import { mcpQuery } from '../../api/queries/mcp';
import { Loaded } from '../../components/Loaded';
import { Page } from '../../components/Page';
import { useText } from '../../i18n/useText';
import { Configurations } from './Configurations';
import { McpClients } from './McpClients';
import { McpInstall } from './McpInstall';
import { McpServer } from './McpServer';

/** Omni as a server of the Model Context Protocol: whether it runs, and how clients reach it. */
export function McpPage() {
  const t = useText();
  return (
    <Loaded title={t('sections.mcp')} query={useQuery(mcpQuery)}>
      {status => (
        <Page title={t('sections.mcp')}>
          <p className="text-quiet">{t('mcp.intro')}</p>
          <McpServer status={status} />
          <McpClients clients={status.clients} />
          <McpInstall isRunning={status.running} />
          <Configurations />
        </Page>
      )}
    </Loaded>
  );
}
