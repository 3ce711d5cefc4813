import { Notice } from './Notice';
import { Reason } from './Reason';

/** Why something that the reader did was refused; nothing while there is no error. */
export function Refused({ error }: { error: unknown }) {
  if (!error) return null;
  return (
    <Notice tone="bad" isAlert>
      <Reason error={error} />
    </Notice>
  );
}
