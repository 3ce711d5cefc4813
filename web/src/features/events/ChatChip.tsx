import { Chip } from '../../components/Chip';
import { useText } from '../../i18n/useText';
import { ChatName } from './ChatName';

/** The chat whose events alone are listed, with the button that lists those of all again. */
export function ChatChip({ id, onRemove }: { id: string; onRemove: () => void }) {
  const t = useText();
  return (
    <Chip remove={t('events.ofAllChats')} onRemove={onRemove}>
      {t('traces.chat')}: <ChatName id={id} />
    </Chip>
  );
}
