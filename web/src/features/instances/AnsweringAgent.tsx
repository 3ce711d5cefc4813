import { Link } from '@tanstack/react-router';
import { type Agent, agentsKey, undeployAgent } from '../../api/queries/agents';
import { instanceKey, instancesKey } from '../../api/queries/instances';
import { Ask } from '../../components/Ask';
import { Card } from '../../components/Page';
import { useText } from '../../i18n/useText';
import { useMay } from '../session/useSession';

interface Props {
  instance: string;
  agent: Agent | undefined;
}

/** The agent that answers on an instance, with the way to its page. */
export function AnsweringAgent({ instance, agent }: Props) {
  const t = useText();
  const mayChange = useMay()('instances:write');
  if (!agent) {
    return (
      <Card title={t('instance.agent.title')}>
        <p>{t('instance.agent.nothing')}</p>
      </Card>
    );
  }
  const isShared = !agent.instanceId;
  return (
    <Card title={t('instance.agent.title')}>
      <p>
        <Link to="/agents/$id" params={{ id: agent.id }} className="text-accent underline">
          {agent.name}
        </Link>{' '}
        · {t('agents.version', { number: agent.version })}
      </p>
      <p className="text-quiet">
        {t(isShared ? 'instance.agent.elsewhere' : 'instance.agent.own')}
      </p>
      {isShared && mayChange && (
        <div>
          <Ask
            action={t('instance.agent.stop')}
            title={t('instance.agent.stopAsk', { name: agent.name })}
            text={t('instance.agent.stopText')}
            run={() => undeployAgent(agent.id, [instance])}
            keys={[agentsKey, instancesKey, instanceKey(instance)]}
          />
        </div>
      )}
    </Card>
  );
}
