import type { ReactNode } from 'react';
import type { Turn } from '../../api/queries/turns';
import { Facts } from '../../components/Page';
import { When } from '../../components/When';
import { useText } from '../../i18n/useText';
import { InstanceNames } from '../instances/InstanceNames';

export function TurnFacts({ turn }: { turn: Turn }) {
  const t = useText();
  const rows: [string, ReactNode][] = [
    [t('common.instance'), <InstanceNames key="instance" ids={[turn.instanceId]} />],
    [t('common.created'), <When key="created" at={turn.createdAt} />],
    [t('turns.outcome'), turn.outcome ?? '–'],
    [t('turns.attempts'), turn.attempts],
    [t('turns.latency'), turn.agentLatencyMs ?? '–'],
    [t('turns.parts'), `${turn.queuedParts} / ${turn.plannedParts}`],
    [t('turns.session'), turn.sessionId ?? '–'],
  ];
  if (turn.unreachableTools?.length)
    rows.push([t('turns.tools'), turn.unreachableTools.join(', ')]);
  return <Facts rows={rows} />;
}
