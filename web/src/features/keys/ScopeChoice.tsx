import { CheckboxGroup } from '../../components/CheckboxGroup';
import type { FormField } from '../../forms/useSchemaForm';
import { useText } from '../../i18n/useText';
import { useMay } from '../session/useSession';
import { othersOf, SCOPES, scopeText } from './scopes';

/** What a key may do, each explained. No one can give what they do not have. */
export function ScopeChoice({ chosen, field }: { chosen: readonly string[]; field: FormField }) {
  const t = useText();
  const may = useMay();
  const offered = SCOPES.filter(scope => may(scope) || chosen.includes(scope));
  return (
    <CheckboxGroup
      legend={t('keys.may')}
      field={field}
      options={[
        ...offered.map(value => ({ value, text: value, hint: t(scopeText(value)) })),
        ...othersOf(chosen).map(value => ({ value, text: value })),
      ]}
    />
  );
}
