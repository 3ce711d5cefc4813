import { useQueries } from '@tanstack/react-query';
import { type Turn, turnQuery } from '../../../api/queries/chatTurns';
import type { Message } from '../../../api/queries/messages';
import { Loading } from '../../../components/Loading';
import { useText } from '../../../i18n/useText';
import { useConversation } from '../useConversation';
import { near } from './near';
import { TurnDetail } from './TurnDetail';

/** The turn of a message: the one that collected it, or whose answer it is. */
export function TurnOf({ message, turns }: { message: Message; turns: Turn[] }) {
  const t = useText();
  const { address } = useConversation();
  const candidates = near(turns, message.timestamp);
  const details = useQueries({
    queries: candidates.map(turn => turnQuery(turn.instanceId, address, turn.id)),
  });
  const has = (ids: string[] | undefined) => ids?.includes(message.id) ?? false;
  const found = details.find(one => has(one.data?.messageIds) || has(one.data?.replyMessageIds));
  if (found?.data) return <TurnDetail turn={found.data} />;
  if (details.some(one => one.isPending)) return <Loading />;
  return <p className="text-quiet">{t(message.isFromMe ? 'why.noTurnOwn' : 'why.noTurn')}</p>;
}
