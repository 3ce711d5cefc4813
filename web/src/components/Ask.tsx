import type { QueryKey } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from './Button';
import { Confirm } from './Confirm';
import { useReason } from './Failure';
import { useDeed } from './useDeed';

interface Props {
  action: string;
  title: string;
  text: string;
  run: () => Promise<unknown>;
  keys: readonly QueryKey[];
  onDone?: () => void;
}

/** A button that asks before it does what cannot be undone easily. */
export function Ask({ action, title, text, run, keys, onDone }: Props) {
  const reason = useReason();
  const [isAsking, setAsking] = useState(false);
  const deed = useDeed(run, keys, () => {
    setAsking(false);
    onDone?.();
  });
  return (
    <>
      <Button kind="danger" onClick={() => setAsking(true)}>
        {action}
      </Button>
      {isAsking && (
        <Confirm
          title={title}
          text={deed.isError ? reason(deed.error) : text}
          action={action}
          isBusy={deed.isPending}
          onConfirm={() => deed.mutate()}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
