import type { Verdict } from '../../api/queries/access';
import { Mark } from '../../components/Mark';
import { useText } from '../../i18n/useText';
import { sendersOf } from './values';

/** How a message of the sender would be treated, and which rule decides it. */
export function VerdictView({ verdict }: { verdict: Verdict }) {
  const t = useText();
  const { allowed, action, reason, rule, mode } = verdict;
  return (
    <div className="flex flex-col gap-1">
      <Mark tone={allowed ? 'good' : 'bad'} text={t(`access.verdicts.${action}`)} />
      <p className="text-quiet">
        {reason} · {t(`access.modes.${mode}`)}
      </p>
      {rule && <p>{t('access.decidedBy', { rule: sendersOf(rule.criteria) })}</p>}
    </div>
  );
}
