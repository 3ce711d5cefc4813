import { Check } from '../../components/Check';
import { useText } from '../../i18n/useText';
import { useMay } from '../session/useSession';
import { othersOf, SCOPES, scopeText } from './scopes';

/** What a key may do, each explained. No one can give what they do not have. */
export function ScopeChoice({ chosen }: { chosen: readonly string[] }) {
  const t = useText();
  const may = useMay();
  const offered = SCOPES.filter(scope => may(scope) || chosen.includes(scope));
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 font-medium">{t('keys.may')}</legend>
      {offered.map(scope => (
        <Check
          key={scope}
          label={scope}
          hint={t(scopeText(scope))}
          name="scope"
          value={scope}
          defaultChecked={chosen.includes(scope)}
        />
      ))}
      {othersOf(chosen).map(scope => (
        <Check key={scope} label={scope} name="scope" value={scope} defaultChecked />
      ))}
    </fieldset>
  );
}
