import type { Onboarding, StepId } from '../../api/queries/onboarding';
import { useText } from '../../i18n/useText';

function colours(isCurrent: boolean, status: Onboarding['steps'][number]['status']): string {
  if (isCurrent) return 'font-semibold text-accent';
  return status === 'completed' ? 'text-good' : 'text-quiet';
}

/** All steps with their states in words; the colour only repeats them. */
export function StepList(props: { steps: Onboarding['steps']; current: StepId }) {
  const { steps, current } = props;
  const t = useText();
  return (
    <ol aria-label={t('onboarding.list')} className="flex flex-wrap gap-x-4 gap-y-1">
      {steps.map(({ id, status }) => (
        <li
          key={id}
          aria-current={id === current ? 'step' : undefined}
          className={colours(id === current, status)}
        >
          {t(`onboarding.steps.${id}`)}{' '}
          <span className="text-sm">({t(`onboarding.states.${status}`)})</span>
        </li>
      ))}
    </ol>
  );
}
