import { Link } from '@tanstack/react-router';
import { useText } from '../../../i18n/useText';
import { useMay } from '../../session/useSession';
import { useChat } from '../useChat';
import { useConversation } from '../useConversation';

/** The way to what the log has of the chat. */
export function ChatEvents() {
  const t = useText();
  const may = useMay();
  const { instance, address } = useConversation();
  const chat = useChat(instance, address);
  if (!chat || !may('events:read')) return null;
  return (
    <p className="mt-4">
      <Link to="/events" search={{ chat: chat.id }} className="text-accent underline">
        {t('people.events')}
      </Link>
    </p>
  );
}
