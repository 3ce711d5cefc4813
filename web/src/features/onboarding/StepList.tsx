import type { Onboarding, StepId } from '../../api/queries/onboarding';
import { useText } from '../../i18n/useText';

type Step = Onboarding['steps'][number];

function colours(isShown: boolean, status: Step['status']): string {
  if (isShown) return 'font-semibold text-accent';
  return status === 'completed' ? 'text-good' : 'text-quiet';
}

interface Props {
  steps: Step[];
  shown: StepId;
  onChoose: (step: StepId) => void;
}

/**
 * All steps with their states in words; the colour only repeats them. Those that were left behind, and
 * the one that waits, are opened by a click.
 */
export function StepList({ steps, shown, onChoose }: Props) {
  const t = useText();
  return (
    <ol aria-label={t('onboarding.list')} className="flex flex-wrap gap-x-4 gap-y-1">
      {steps.map(({ id, status }) => {
        const text = (
          <>
            {t(`onboarding.steps.${id}`)}{' '}
            <span className="text-sm">({t(`onboarding.states.${status}`)})</span>
          </>
        );
        return (
          <li
            key={id}
            aria-current={id === shown ? 'step' : undefined}
            className={colours(id === shown, status)}
          >
            {id === shown || status === 'pending' ? (
              text
            ) : (
              <button type="button" className="underline" onClick={() => onChoose(id)}>
                {text}
              </button>
            )}
          </li>
        );
      })}
    </ol>
  );
}
