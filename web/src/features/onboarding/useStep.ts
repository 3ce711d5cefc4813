import { completeStep, onboardingKey, type StepId } from '../../api/queries/onboarding';
import { useDeed } from '../../components/useDeed';

/** Does what a step asks for and completes the step; the server checks that it was done. */
export function useStep<V>(step: StepId, run: (value: V) => Promise<Record<string, unknown>>) {
  const both = async (value: V) => completeStep(step, await run(value));
  return useDeed(both, [onboardingKey]);
}

/** Completes a step as it is. */
export const nothing = async () => ({});

/** Goes on without a step. */
export const skipped = async () => ({ skip: true });
