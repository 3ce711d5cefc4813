import { Area } from '../../../components/Area';
import { Check } from '../../../components/Check';
import { Choice, Field } from '../../../components/Field';
import { UNREADABLE } from '../../../forms/fields';
import { useText } from '../../../i18n/useText';
import type { Kind, Setting } from './settings';
import { useOptionText } from './useOptionText';

interface Props {
  setting: Setting;
  value: string | boolean | undefined;
  error: string | undefined;
  onChange: (value: string | boolean) => void;
}

const INPUTS: Partial<Record<Kind, object>> = {
  number: { type: 'number', min: 0, step: 1 },
  seconds: { type: 'number', min: 0, step: 'any' },
  minutes: { type: 'number', min: 0, step: 'any' },
  time: { type: 'time' },
  address: { autoComplete: 'off', spellCheck: false },
  secret: { type: 'password', autoComplete: 'off' },
};

/** A setting, by its kind. */
export function SettingField({ setting, value, error, onChange }: Props) {
  const t = useText();
  const optionText = useOptionText();
  const { kind, options = [] } = setting;
  const label = t(setting.label);
  const hint = setting.hint && t(setting.hint);
  if (kind === 'switch' || kind === 'drop') {
    const checked = value === true;
    return (
      <Check
        label={label}
        hint={hint}
        error={error}
        checked={checked}
        onChange={event => onChange(event.target.checked)}
      />
    );
  }
  const text = String(value ?? '');
  if (kind === 'choice') {
    // What is stored and no longer offered is shown, too.
    const isKnown = options.some(option => option.value === text);
    const shown = options.map(option => ({ value: option.value, text: optionText(option) }));
    return (
      <Choice
        label={label}
        hint={hint}
        error={error}
        value={text}
        options={isKnown ? shown : [...shown, { value: text, text }]}
        onChange={event => onChange(event.target.value)}
      />
    );
  }
  if (kind === 'area' || kind === 'lines') {
    return (
      <Area
        label={label}
        hint={hint}
        error={error}
        value={text}
        onChange={event => onChange(event.target.value)}
      />
    );
  }
  return (
    <Field
      {...INPUTS[kind]}
      label={label}
      hint={hint}
      error={error}
      value={text === UNREADABLE ? '' : text}
      onChange={({ target }) => onChange(target.validity.badInput ? UNREADABLE : target.value)}
    />
  );
}
