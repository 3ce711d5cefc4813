import { useQuery } from '@tanstack/react-query';
import { sessionQuery } from '../../api/queries/session';
import { Check } from '../../components/Check';
import type { FormField } from '../../forms/useSchemaForm';
import { useText } from '../../i18n/useText';

/** Whether a user may operate the whole server; only those who may can give it. */
export function OperatorCheck({ field }: { field: FormField }) {
  const t = useText();
  if (!useQuery(sessionQuery).data?.user.isOperator) return null;
  return <Check {...field} label={t('users.operator')} hint={t('users.operatorHint')} />;
}
