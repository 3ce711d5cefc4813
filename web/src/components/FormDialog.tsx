import type { FormEvent, ReactNode } from 'react';
import { useText } from '../i18n/useText';
import { Button } from './Button';
import { Dialog } from './Dialog';
import { Refused } from './Refused';

interface Props {
  title: string;
  action: string;
  error: unknown;
  isBusy: boolean;
  onSubmit: (fields: FormData) => void;
  onClose: () => void;
  children: ReactNode;
}

/** A form in a dialog: what it asks for is `children`. */
export function FormDialog(props: Props) {
  const { title, action, error, isBusy, onSubmit, onClose, children } = props;
  const t = useText();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    onSubmit(new FormData(event.currentTarget));
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Refused error={error} />
        {children}
        <div className="flex flex-wrap justify-end gap-3">
          <Button onClick={onClose}>{t('app.cancel')}</Button>
          <Button type="submit" kind="main" isBusy={isBusy}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
