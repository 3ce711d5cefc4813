import { useText } from '../i18n/useText';
import { Field } from './Field';

/** A password that is being chosen, within the server's bounds. */
export function NewPassword({ label, name }: { label: string; name: string }) {
  const t = useText();
  return (
    <Field
      label={label}
      hint={t('account.nextHint')}
      name={name}
      type="password"
      autoComplete="new-password"
      minLength={10}
      maxLength={128}
      required
    />
  );
}
