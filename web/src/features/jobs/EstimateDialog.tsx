import type { ReactNode } from 'react';
import { Button } from '../../components/Button';
import { Dialog } from '../../components/Dialog';
import { Refused } from '../../components/Refused';
import type { SubmittedForm } from '../../forms/useSchemaForm';
import { useText } from '../../i18n/useText';
import type { Estimated } from './useEstimate';

interface Props<E> {
  title: string;
  form: SubmittedForm;
  work: Estimated<E>;
  shown: (estimate: E) => ReactNode;
  onClose: () => void;
  /** The fields of the form. */
  children: ReactNode;
}

/** A form whose work is estimated before it can be started; a change asks for another estimate. */
export function EstimateDialog<E>({ title, form, work, shown, onClose, children }: Props<E>) {
  const t = useText();
  const { found, isReady, isEstimating, isStarting } = work;
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        noValidate
        onSubmit={form.submit}
        onChange={work.forget}
        className="flex flex-col gap-4"
      >
        {children}
        <Refused error={form.error} />
        <div role="status">{found !== undefined && shown(found)}</div>
        <div className="flex flex-wrap justify-end gap-3">
          <Button onClick={onClose}>{t('app.cancel')}</Button>
          <Button type="submit" isBusy={isEstimating}>
            {t('jobs.estimate')}
          </Button>
          {/* Always in its place: what is pressed twice must not start what it was to estimate. */}
          <Button
            kind="main"
            disabled={!isReady || isStarting}
            isBusy={isStarting}
            onClick={work.begin}
          >
            {t('jobs.start')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
