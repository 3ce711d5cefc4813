import { type InstanceLayer, MODES } from '../../api/queries/aiLayers';
import { Choice } from '../../components/Field';
import { useText } from '../../i18n/useText';

type Mode = InstanceLayer['mode'];

/** Whether the layer answers, or the next one decides. */
export function ModeChoice({ mode }: { mode: Mode }) {
  const t = useText();
  return (
    <Choice
      label={t('aiLayers.mode')}
      name="mode"
      defaultValue={mode}
      options={MODES.map(value => ({ value, text: t(`aiLayers.modes.${value}`) }))}
    />
  );
}

/** Another mode than the present one, if one was chosen. */
export function readMode(fields: FormData, before: Mode): { mode?: Mode } {
  const mode = MODES.find(one => one === fields.get('mode'));
  return mode && mode !== before ? { mode } : {};
}
