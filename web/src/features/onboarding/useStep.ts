import type { QueryKey } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import { completeStep, onboardingKey, type StepId } from '../../api/queries/onboarding';
import { useAction } from '../../components/useAction';

interface Shown {
  /** An earlier step, which was done or skipped, and is shown because the reader went back to it. */
  isEarlier: boolean;
  /** Shows the step that waits. */
  leave: () => void;
  choose: (step: StepId) => void;
}

/** The step that is shown, for its parts. */
export const ShownStep = createContext<Shown>({
  isEarlier: false,
  leave: () => undefined,
  choose: () => undefined,
});

export const useShownStep = () => useContext(ShownStep);

/**
 * Does what a step asks for and completes the step; the server checks that it was done. `keys`: what
 * is read again besides.
 */
export function useStep<V>(
  step: StepId,
  run: (value: V) => Promise<Record<string, unknown>>,
  keys: readonly QueryKey[] = [],
) {
  const { leave } = useShownStep();
  const both = async (value: V) => completeStep(step, await run(value));
  return useAction(both, [onboardingKey, ...keys], leave);
}

/** Completes a step as it is. */
export const nothing = async () => ({});

/** Goes on without a step. */
export const skipped = async () => ({ skip: true });
