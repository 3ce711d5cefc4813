import type { Turn } from '../../../api/queries/chatTurns';
import { cx } from '../../../components/cx';
import { When } from '../../../components/When';
import { useText } from '../../../i18n/useText';
import { outcomeText } from './outcome';

interface Props {
  turn: Turn;
  isOpen: boolean;
  onToggle: () => void;
}

export function TurnRow({ turn, isOpen, onToggle }: Props) {
  const t = useText();
  const isBad = turn.state === 'failed';
  return (
    <button
      type="button"
      aria-expanded={isOpen}
      onClick={onToggle}
      className="flex w-full items-baseline justify-between gap-3 px-3 py-2 text-start"
    >
      <span className={cx('font-medium', isBad && 'text-bad')}>{t(outcomeText(turn))}</span>
      <span className="text-quiet text-sm">
        <When at={turn.createdAt} />
      </span>
    </button>
  );
}
