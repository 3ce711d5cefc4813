import type { ReportGroup } from '../../api/queries/analytics';
import { useText } from '../../i18n/useText';

/** What a group is called: one that was deleted by its id. */
export function useGroupName() {
  const t = useText();
  return ({ id, name, isRest }: ReportGroup['group']): string =>
    isRest ? t('analytics.rest') : (name ?? id ?? t('analytics.unknown'));
}
