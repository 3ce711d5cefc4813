import type { QueryKey } from '@tanstack/react-query';
import { Button } from './Button';
import { Refused } from './Refused';
import { useAction } from './useAction';

interface Props {
  action: string;
  run: () => Promise<unknown>;
  keys: readonly QueryKey[];
  kind?: 'main' | 'plain';
}

/** A button that does something at once, and shows why it was refused. */
export function ActionButton({ action, run, keys, kind = 'plain' }: Props) {
  const mutation = useAction<void, unknown>(run, keys);
  return (
    <div className="flex flex-col gap-2">
      <Button kind={kind} isBusy={mutation.isPending} onClick={() => mutation.mutate()}>
        {action}
      </Button>
      <Refused error={mutation.error} />
    </div>
  );
}
