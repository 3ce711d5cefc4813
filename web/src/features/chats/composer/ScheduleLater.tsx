import { useRef } from 'react';
import { type Later, scheduledKey } from '../../../api/queries/scheduled';
import { useAction } from '../../../components/useAction';
import { useText } from '../../../i18n/useText';
import { useConversation } from '../useConversation';
import ScheduleDialog from './ScheduleDialog';
import { Scheduling } from './scheduling';

interface Props {
  text: string;
  /** The first has the text as its caption. */
  files: File[];
  replyTo: string | undefined;
  onDone: () => void;
  onClose: () => void;
}

/** Schedules what is written and attached. Loaded when it is opened. */
export default function ScheduleLater({ text, files, replyTo, onDone, onClose }: Props) {
  const t = useText();
  const { instance, address } = useConversation();
  const scheduling = useRef<Scheduling>(null);
  scheduling.current ??= new Scheduling({ instance, address }, files);
  const create = useAction(
    (values: { text: string } & Later) => scheduling.current?.run(values) ?? Promise.resolve(),
    [scheduledKey],
    onDone,
  );
  return (
    <ScheduleDialog
      title={t('replies.later')}
      action={t('replies.schedule')}
      text={text}
      file={files.map(file => file.name).join(', ')}
      error={create.error}
      isBusy={create.isPending}
      onSubmit={values => create.mutate({ ...values, ...(replyTo ? { replyTo } : {}) })}
      onClose={onClose}
    />
  );
}
