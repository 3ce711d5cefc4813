import type { InstanceState } from '../../api/queries/instances';
import { cx } from '../../components/cx';
import { useText } from '../../i18n/useText';

const COLOURS: Record<InstanceState, string> = {
  connected: 'text-good',
  connecting: 'text-warn',
  reconnecting: 'text-warn',
  awaiting_pairing: 'text-warn',
  passkey_required: 'text-warn',
  disconnected: 'text-quiet',
  logged_out: 'text-bad',
  error: 'text-bad',
};

/** The state in words; the colour only repeats it. */
export function StateMark({ state }: { state: InstanceState }) {
  const t = useText();
  return (
    <span className={cx('inline-flex items-center gap-2 font-medium', COLOURS[state])}>
      <span aria-hidden="true" className="size-2.5 shrink-0 rounded-full bg-current" />
      {t(`state.${state}`)}
    </span>
  );
}
