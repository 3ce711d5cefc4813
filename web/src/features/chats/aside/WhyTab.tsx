import { useState } from 'react';
import type { Message } from '../../../api/queries/messages';
import { Button } from '../../../components/Button';
import { Failure } from '../../../components/Failure';
import { Loading } from '../../../components/Loading';
import { useText } from '../../../i18n/useText';
import { TurnDetail } from './TurnDetail';
import { TurnOf } from './TurnOf';
import { TurnRow } from './TurnRow';
import { useChatTurns } from './useChatTurns';

interface Props {
  /** The message that is asked about; without one, all turns of the chat. */
  message: Message | null;
  onAll: () => void;
}

export function WhyTab({ message, onAll }: Props) {
  const t = useText();
  if (!message) return <AllTurns />;
  return (
    <div className="flex flex-col gap-3">
      <TurnOf key={message.id} message={message} />
      <Button onClick={onAll}>{t('why.all')}</Button>
    </div>
  );
}

function AllTurns() {
  const t = useText();
  const [open, setOpen] = useState<string | null>(null);
  const query = useChatTurns();
  if (query.isPending) return <Loading />;
  if (query.isError) {
    return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  }
  const turns = query.data.pages.flatMap(page => page.items);
  if (turns.length === 0) return <p className="text-quiet">{t('why.none')}</p>;
  return (
    <div className="flex flex-col gap-3">
      <ul className="flex flex-col gap-2">
        {turns.map(turn => (
          <li key={turn.id} className="rounded-lg border border-line">
            <TurnRow
              turn={turn}
              isOpen={open === turn.id}
              onToggle={() => setOpen(open === turn.id ? null : turn.id)}
            />
            {open === turn.id && (
              <div className="border-line border-t p-3">
                <TurnDetail turn={turn} />
              </div>
            )}
          </li>
        ))}
      </ul>
      {query.hasNextPage && (
        <Button isBusy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('app.more')}
        </Button>
      )}
    </div>
  );
}
