import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { TurnDetails } from '../../api/queries/turns';
import { Facts } from '../../components/Page';
import { When } from '../../components/When';
import { useLanguage, useText } from '../../i18n/useText';
import { spanText } from '../../lib/size';
import { costText, tokensText } from '../chats/aside/answerFacts';
import { outcomeText } from '../chats/aside/outcome';
import { ChatLink } from '../chats/ChatLink';
import { InstanceNames } from '../instances/InstanceNames';
import { useMay } from '../session/useSession';
import { TurnPerson } from './TurnPerson';

export function TurnFacts({ turn }: { turn: TurnDetails }) {
  const t = useText();
  const language = useLanguage();
  const mayPeople = useMay()('persons:read');
  const none = '–';
  const rows: [string, ReactNode][] = [
    [
      t('common.instance'),
      <Link
        key="instance"
        to="/instances/$id"
        params={{ id: turn.instanceId }}
        className="underline"
      >
        <InstanceNames ids={[turn.instanceId]} />
      </Link>,
    ],
    [t('turns.chat'), <ChatLink key="chat" of={turn} />],
    [t('common.created'), <When key="created" at={turn.createdAt} />],
    [t('turns.outcome'), turn.outcome ? t(outcomeText(turn)) : none],
    [t('turns.attempts'), turn.attempts],
    [t('why.latency'), turn.agentLatencyMs != null ? spanText(turn.agentLatencyMs) : none],
    [t('why.model'), turn.model ?? none],
    [t('why.tokens'), tokensText(turn) ?? none],
    [t('why.cost'), costText(turn.cost, language) ?? none],
    [t('turns.parts'), `${turn.queuedParts} / ${turn.plannedParts}`],
    [t('turns.session'), turn.sessionId ?? none],
  ];
  if (turn.personId && mayPeople) {
    rows.splice(2, 0, [t('turns.person'), <TurnPerson key="person" id={turn.personId} />]);
  }
  if (turn.unreachableTools?.length)
    rows.push([t('turns.tools'), turn.unreachableTools.join(', ')]);
  return <Facts rows={rows} />;
}
