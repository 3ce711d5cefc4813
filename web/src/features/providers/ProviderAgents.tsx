import { useQuery } from '@tanstack/react-query';
import { providerAgentsQuery } from '../../api/queries/providers';
import { Loaded } from '../../components/Loaded';
import { Card } from '../../components/Page';
import { Row } from '../../components/Row';
import { useText } from '../../i18n/useText';
import { useMay } from '../session/useSession';
import { DeployAgent } from './DeployAgent';

/** The agents and models that the provider has. */
export function ProviderAgents({ id }: { id: string }) {
  const t = useText();
  const mayDeploy = useMay()('instances:write');
  return (
    <Card title={t('providers.agents')}>
      <Loaded query={useQuery(providerAgentsQuery(id))}>
        {agents =>
          agents.length === 0 ? (
            <p>{t('providers.noAgents')}</p>
          ) : (
            <ul className="flex flex-col gap-2">
              {agents.map(agent => (
                <Row
                  key={agent.id}
                  title={agent.name}
                  detail={[agent.type, agent.id, agent.description].filter(Boolean).join(' · ')}
                  actions={mayDeploy && <DeployAgent provider={id} agent={agent} />}
                />
              ))}
            </ul>
          )
        }
      </Loaded>
    </Card>
  );
}
