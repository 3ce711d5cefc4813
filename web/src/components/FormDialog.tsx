import type { ReactNode } from 'react';
import type { SubmittedForm } from '../forms/useSchemaForm';
import { useText } from '../i18n/useText';
import { Button } from './Button';
import { Dialog } from './Dialog';
import { Refused } from './Refused';

interface Props {
  title: string;
  action: string;
  form: SubmittedForm;
  isBusy: boolean;
  onClose: () => void;
  children: ReactNode;
}

/** A form in a dialog: what it asks for is `children`. */
export function FormDialog(props: Props) {
  const { title, action, form, isBusy, onClose, children } = props;
  const t = useText();
  return (
    <Dialog title={title} onClose={onClose}>
      <form noValidate onSubmit={form.submit} className="flex flex-col gap-4">
        <Refused error={form.error} />
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
