import { Chip } from '../../components/Chip';
import { useText } from '../../i18n/useText';
import { TurnPerson } from './TurnPerson';

/** Whose turns or events alone are listed, with the button that lists those of everyone again. */
export function PersonChip({ id, onRemove }: { id: string; onRemove: () => void }) {
  const t = useText();
  return (
    <Chip remove={t('turns.ofEveryone')} onRemove={onRemove}>
      {t('turns.person')}: <TurnPerson id={id} />
    </Chip>
  );
}
