import { MODES } from '../../api/queries/aiLayers';
import { Choice } from '../../components/Field';
import type { ChoiceField } from '../../forms/useSchemaForm';
import { useText } from '../../i18n/useText';

/** Whether the layer answers, or the next one decides. */
export function ModeChoice({ field }: { field: ChoiceField }) {
  const t = useText();
  return (
    <Choice
      {...field}
      label={t('aiLayers.mode')}
      options={MODES.map(value => ({ value, text: t(`aiLayers.modes.${value}`) }))}
    />
  );
}
