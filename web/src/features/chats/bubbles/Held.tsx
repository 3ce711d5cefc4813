import type { Message } from '../../../api/queries/messages';
import { useReason } from '../../../components/Failure';
import { When } from '../../../components/When';

/** Why a queued message is not sent yet, and until when. */
export function Held({ hold }: { hold: NonNullable<Message['hold']> }) {
  const reason = useReason();
  return (
    <p className="text-sm text-warn">
      {reason({ code: `hold.${hold.reason}`, message: hold.message })} <When at={hold.notBefore} />
    </p>
  );
}
