import type { Message } from '../../../api/queries/messages';
import { When } from '../../../components/When';

/** Why a queued message is not sent yet, and until when. */
export function Held({ hold }: { hold: NonNullable<Message['hold']> }) {
  return (
    <p className="text-sm text-warn">
      {hold.message} <When at={hold.notBefore} />
    </p>
  );
}
