import { useQuery } from '@tanstack/react-query';
import { sessionQuery } from '../../api/queries/session';
import { Check } from '../../components/Check';
import { useText } from '../../i18n/useText';

/** Whether a user may operate the whole server; only those who may can give it. */
export function OperatorCheck({ present = false }: { present?: boolean }) {
  const t = useText();
  if (!useQuery(sessionQuery).data?.user.isOperator) return null;
  return (
    <Check
      label={t('users.operator')}
      hint={t('users.operatorHint')}
      name="operator"
      defaultChecked={present}
    />
  );
}
