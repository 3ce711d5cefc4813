import { useEffect, useState } from 'react';
import { eventsSeen } from '../../api/live/manage';
import { Button } from '../../components/Button';
import { useText } from '../../i18n/useText';
import { useStore } from '../../lib/useStore';

/** Offers what happened since the list was read, so that the list does not move while it is read. */
export function NewEvents(props: { shownAt: number; onShow: () => void }) {
  const { shownAt, onShow } = props;
  const t = useText();
  const seen = useStore(eventsSeen);
  const [known, setKnown] = useState(seen);
  // biome-ignore lint/correctness/useExhaustiveDependencies: with each reading of the list
  useEffect(() => setKnown(eventsSeen.get()), [shownAt]);
  const count = seen - known;
  return (
    <div role="status" className="empty:hidden">
      {count > 0 && <Button onClick={onShow}>{t('events.new', { count })}</Button>}
    </div>
  );
}
