import type { QueryKey } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from './Button';
import { Confirm } from './Confirm';
import { useReason } from './Failure';
import { useAction } from './useAction';

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
  const mutation = useAction(run, keys, () => {
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
          text={mutation.isError ? reason(mutation.error) : text}
          action={action}
          isBusy={mutation.isPending}
          onConfirm={() => mutation.mutate()}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
