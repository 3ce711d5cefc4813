import type { QueryKey } from '@tanstack/react-query';
import { Button } from './Button';
import { Refused } from './Refused';
import { useDeed } from './useDeed';

interface Props {
  action: string;
  run: () => Promise<unknown>;
  keys: readonly QueryKey[];
  kind?: 'main' | 'plain';
}

/** A button that does something at once, and shows why it was refused. */
export function Deed({ action, run, keys, kind = 'plain' }: Props) {
  const deed = useDeed<void, unknown>(run, keys);
  return (
    <div className="flex flex-col gap-2">
      <Button kind={kind} isBusy={deed.isPending} onClick={() => deed.mutate()}>
        {action}
      </Button>
      <Refused error={deed.error} />
    </div>
  );
}
