import type { AgentVersion } from '../../api/queries/agents';
import { useText } from '../../i18n/useText';

/** Who made a version: the name at that time, or what the server calls them; nothing of early versions. */
export function Author({ version }: { version: AgentVersion }) {
  const t = useText();
  const { changedBy, changedByName } = version;
  if (!changedBy) return null;
  const name = changedByName ?? (changedBy === 'system' ? t('agents.server') : changedBy);
  return (
    <>
      {' · '}
      <bdi>{name}</bdi>
    </>
  );
}
