import { schedule, scheduledKey } from '../../../api/queries/scheduled';
import { useDeed } from '../../../components/useDeed';
import { useText } from '../../../i18n/useText';
import { useConversation } from '../useConversation';
import ScheduleDialog from './ScheduleDialog';

interface Props {
  text: string;
  replyTo: string | undefined;
  onDone: () => void;
  onClose: () => void;
}

/** Schedules what is written. Loaded when it is opened. */
export default function ScheduleLater({ text, replyTo, onDone, onClose }: Props) {
  const t = useText();
  const { instance, address } = useConversation();
  const create = useDeed(schedule, [scheduledKey], onDone);
  return (
    <ScheduleDialog
      title={t('replies.later')}
      action={t('replies.schedule')}
      text={text}
      error={create.error}
      isBusy={create.isPending}
      onSubmit={values =>
        create.mutate({
          instanceId: instance,
          to: address,
          ...values,
          ...(replyTo ? { replyTo } : {}),
        })
      }
      onClose={onClose}
    />
  );
}
