import { useText } from '../i18n/useText';
import { Button } from './Button';
import { Dialog } from './Dialog';

interface Props {
  title: string;
  text: string;
  action: string;
  isBusy: boolean;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before something that cannot be undone easily. */
export function Confirm({ title, text, action, isBusy, onConfirm, onClose }: Props) {
  const t = useText();
  return (
    <Dialog title={title} onClose={onClose}>
      <p className="mb-5 [overflow-wrap:anywhere]">{text}</p>
      <div className="flex flex-wrap justify-end gap-3">
        <Button onClick={onClose}>{t('app.cancel')}</Button>
        <Button kind="danger" isBusy={isBusy} onClick={onConfirm}>
          {action}
        </Button>
      </div>
    </Dialog>
  );
}
