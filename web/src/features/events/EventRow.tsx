import { Link } from '@tanstack/react-router';
import type { LoggedEvent } from '../../api/queries/events';
import { useReason } from '../../components/Failure';
import { Mark } from '../../components/Mark';
import { Row } from '../../components/Row';
import { When } from '../../components/When';
import { addressText } from '../../lib/address';
import { failureOf } from './failureOf';

export function EventRow({ event }: { event: LoggedEvent }) {
  const { id, eventType, createdAt, sender, chatId, textContent, errorMessage } = event;
  const reason = useReason();
  const who = sender?.displayName ?? (chatId ? addressText(chatId) : null);
  return (
    <Row
      title={
        <Link to="/traces/$id" params={{ id }} className="underline">
          {eventType}
        </Link>
      }
      detail={
        <>
          <When at={createdAt} />
          {who && ` · ${who}`}
          {textContent && (
            <span dir="auto" className="line-clamp-2">
              {textContent}
            </span>
          )}
        </>
      }
      mark={errorMessage ? <Mark tone="bad" text={reason(failureOf(event))} /> : null}
    />
  );
}
