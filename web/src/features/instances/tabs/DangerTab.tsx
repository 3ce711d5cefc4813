import { Danger } from '../Danger';
import type { TabProps } from '../InstancePage';

/** What cannot be undone easily. */
export default function DangerTab({ tagged }: TabProps) {
  return <Danger tagged={tagged} />;
}
