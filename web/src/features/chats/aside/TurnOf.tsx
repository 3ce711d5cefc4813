import { useQuery } from '@tanstack/react-query';
import { turnOfQuery } from '../../../api/queries/chatTurns';
import type { Message } from '../../../api/queries/messages';
import { Failure } from '../../../components/Failure';
import { Loading } from '../../../components/Loading';
import { useText } from '../../../i18n/useText';
import { useConversation } from '../useConversation';
import { TurnDetail } from './TurnDetail';
import { useTurnEvents } from './useTurnEvents';

/** The turn of a message: the one that collected it, or whose answer it is. */
export function TurnOf({ message }: { message: Message }) {
  const t = useText();
  const { instance, address } = useConversation();
  const query = useQuery(turnOfQuery(instance, address, message.id));
  useTurnEvents(query.data === undefined ? undefined : query.data ? [query.data] : []);
  if (query.isPending) return <Loading />;
  if (query.isError) {
    return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (query.data) return <TurnDetail turn={query.data} />;
  return <p className="text-quiet">{t(message.isFromMe ? 'why.noTurnOwn' : 'why.noTurn')}</p>;
}
