import { type QueryKey, useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useAction } from '../../components/useAction';

interface Work<V, E> {
  estimate: (values: V) => Promise<E>;
  start: (values: V) => Promise<unknown>;
  keys: readonly QueryKey[];
  onStarted: () => void;
}

/** Work that is estimated before it can be started, with the values that were estimated. */
export function useEstimate<V, E>({ estimate, start, keys, onStarted }: Work<V, E>) {
  const [values, setValues] = useState<V | null>(null);
  const preview = useMutation({ mutationFn: estimate });
  const mutation = useAction(start, keys, onStarted);
  const isReady = values !== null && preview.isSuccess;
  return {
    /** What the server answered; none before that, and none once a field was changed. */
    found: isReady ? preview.data : undefined,
    isReady,
    error: mutation.error ?? preview.error,
    isEstimating: preview.isPending,
    isStarting: mutation.isPending,
    ask(given: V) {
      setValues(given);
      preview.mutate(given);
    },
    forget() {
      setValues(null);
      preview.reset();
      mutation.reset();
    },
    begin() {
      if (isReady) mutation.mutate(values);
    },
  };
}

export type Estimated<E> = Omit<ReturnType<typeof useEstimate<unknown, E>>, 'ask'>;
