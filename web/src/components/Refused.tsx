import { useReason } from './Failure';
import { Notice } from './Notice';

/** Why something that the reader did was refused; nothing while there is no error. */
export function Refused({ error }: { error: unknown }) {
  const reason = useReason();
  if (!error) return null;
  return (
    <Notice tone="bad" isAlert>
      {reason(error)}
    </Notice>
  );
}
