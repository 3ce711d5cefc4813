import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { agentQuery } from '../../api/queries/agents';
import { Loaded } from '../../components/Loaded';
import { useText } from '../../i18n/useText';
import { Workbench } from './Workbench';

export function AgentPage() {
  const t = useText();
  const { id } = useParams({ from: '/signed-in/agents/$id' });
  return (
    <Loaded title={t('sections.agents')} query={useQuery(agentQuery(id))}>
      {({ agent, tag }) => <Workbench key={id} agent={agent} tag={tag} />}
    </Loaded>
  );
}
