import { useQuery } from '@tanstack/react-query';
import { allAgentsQuery, type TaggedInstance } from '../../../api/queries/instance';
import { PROVIDER_TYPES } from '../../../api/queries/providers';
import { Loaded } from '../../../components/Loaded';
import { useText } from '../../../i18n/useText';
import { useProviders } from '../../agents/useProviders';
import { useMay } from '../../session/useSession';
import { AnsweringAgent } from '../AnsweringAgent';
import { DeployHere } from '../DeployHere';
import type { TabProps } from '../InstancePage';
import { withTarget } from '../settings/edit';
import { SettingsForm } from '../settings/SettingsForm';
import { agentSettings } from '../settings/settings';

/** What answers here: an agent of several instances, or one of this instance alone. */
export default function AgentTab({ tagged }: TabProps) {
  const mayChange = useMay()('instances:write');
  const { id } = tagged.instance;
  return (
    <Loaded query={useQuery(allAgentsQuery)}>
      {agents => {
        const present = agents.find(agent => agent.instances.some(one => one.id === id));
        const shared = agents.filter(agent => !agent.instanceId && agent.id !== present?.id);
        const isShared = present !== undefined && !present.instanceId;
        return (
          <>
            <AnsweringAgent instance={id} agent={present} />
            {mayChange && shared.length > 0 && <DeployHere instance={id} agents={shared} />}
            {!isShared && <OwnAgent tagged={tagged} />}
          </>
        );
      }}
    </Loaded>
  );
}

function OwnAgent({ tagged }: { tagged: TaggedInstance }) {
  const t = useText();
  const providers = useProviders();
  return (
    <SettingsForm
      title={t('instance.agent.own')}
      settings={agentSettings(providers, PROVIDER_TYPES, tagged.instance.agent.hasApiKey)}
      tagged={tagged}
      adjust={withTarget}
    />
  );
}
