import type { FormField } from '../forms/useSchemaForm';
import { useText } from '../i18n/useText';
import { Field } from './Field';

/** A password that is being chosen, within the server's bounds. */
export function NewPassword({ label, field }: { label: string; field: FormField }) {
  const t = useText();
  return (
    <Field
      {...field}
      label={label}
      hint={t('account.nextHint')}
      type="password"
      autoComplete="new-password"
      minLength={10}
      maxLength={128}
      required
    />
  );
}
