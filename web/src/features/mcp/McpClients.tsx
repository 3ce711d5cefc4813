import type { McpStatus } from '../../api/queries/mcp';
import { Mark } from '../../components/Mark';
import { Card } from '../../components/Page';
import { Row } from '../../components/Row';
import { When } from '../../components/When';
import { useText } from '../../i18n/useText';

/** The clients that are configured on the server's machine, or have sent requests. */
export function McpClients({ clients }: { clients: McpStatus['clients'] }) {
  const t = useText();
  return (
    <Card title={t('mcp.clients')}>
      {clients.length === 0 ? (
        <p>{t('mcp.noClients')}</p>
      ) : (
        <ul className="flex flex-col gap-2">
          {clients.map(({ name, configured, lastSeen }) => (
            <Row
              key={name}
              title={name}
              detail={
                <>
                  {t('mcp.lastSeen')}: {lastSeen ? <When at={lastSeen} /> : t('common.never')}
                </>
              }
              mark={
                <Mark
                  tone={configured ? 'good' : 'quiet'}
                  text={t(configured ? 'mcp.configured' : 'mcp.notConfigured')}
                />
              }
            />
          ))}
        </ul>
      )}
    </Card>
  );
}
