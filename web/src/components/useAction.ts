import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query';

/** Something that changes the server's state, and which of the cached answers it makes stale. */
export function useAction<V, R>(
  run: (value: V) => Promise<R>,
  keys: readonly QueryKey[],
  onDone?: (result: R) => void,
) {
  const client = useQueryClient();
  return useMutation<R, unknown, V>({
    mutationFn: run,
    async onSuccess(result) {
      onDone?.(result);
      await Promise.all(keys.map(queryKey => client.invalidateQueries({ queryKey })));
    },
  });
}
