import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import {
  createQuickReply,
  deleteQuickReply,
  type QuickReply,
  quickRepliesKey,
  quickRepliesQuery,
  updateQuickReply,
} from '../../api/queries/quickReplies';
import { Ask } from '../../components/Ask';
import { Button } from '../../components/Button';
import { Filters } from '../../components/Filters';
import { Loaded } from '../../components/Loaded';
import { Notice } from '../../components/Notice';
import { Page } from '../../components/Page';
import { Row } from '../../components/Row';
import { useAction } from '../../components/useAction';
import { useNewForm } from '../../components/useNewForm';
import { useText } from '../../i18n/useText';
import { InstanceFilter } from '../instances/InstanceFilter';
import { InstanceNames } from '../instances/InstanceNames';
import { useMay } from '../session/useSession';
import { QuickReplyForm, type QuickReplyValues } from './QuickReplyForm';

/** Texts that are inserted with a slash while a message is written. */
export function QuickRepliesPage() {
  const t = useText();
  const may = useMay();
  const [instance, setInstance] = useState('');
  return (
    <Page title={t('sections.quickReplies')} actions={may('messages:send') && <Create />}>
      <p className="text-quiet">{t('quickReplies.intro')}</p>
      <Filters>
        <InstanceFilter value={instance} onChange={setInstance} />
      </Filters>
      <Loaded query={useQuery(quickRepliesQuery(instance))}>
        {replies =>
          replies.length === 0 ? (
            <Notice>{t('quickReplies.empty')}</Notice>
          ) : (
            <ul aria-label={t('sections.quickReplies')} className="flex flex-col gap-2">
              {replies.map(reply => (
                <ReplyRow key={reply.id} reply={reply} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </Page>
  );
}

function Create() {
  const t = useText();
  const [isOpen, setOpen] = useNewForm();
  const create = useAction(createQuickReply, [quickRepliesKey], () => setOpen(false));
  return (
    <>
      <Button kind="main" onClick={() => setOpen(true)}>
        {t('quickReplies.new')}
      </Button>
      {isOpen && (
        <QuickReplyForm
          title={t('quickReplies.new')}
          action={t('common.create')}
          error={create.error}
          isBusy={create.isPending}
          onSubmit={values => create.mutate(values)}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}

function Edit({ reply }: { reply: QuickReply }) {
  const t = useText();
  const [isOpen, setOpen] = useState(false);
  const update = useAction(
    (values: QuickReplyValues) => updateQuickReply(reply.id, values),
    [quickRepliesKey],
    () => setOpen(false),
  );
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('common.edit')}</Button>
      {isOpen && (
        <QuickReplyForm
          title={t('quickReplies.edit')}
          action={t('common.save')}
          present={reply}
          error={update.error}
          isBusy={update.isPending}
          onSubmit={values => update.mutate(values)}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}

function ReplyRow({ reply }: { reply: QuickReply }) {
  const t = useText();
  const may = useMay();
  const { id, shortcut, title, text, instanceId } = reply;
  return (
    <Row
      title={
        <bdi>
          /{shortcut} · {title}
        </bdi>
      }
      detail={
        <>
          <p dir="auto" className="line-clamp-3 whitespace-pre-line">
            {text}
          </p>
          <p>{instanceId ? <InstanceNames ids={[instanceId]} /> : t('quickReplies.everywhere')}</p>
        </>
      }
      actions={
        may('messages:send') && (
          <>
            <Edit reply={reply} />
            <Ask
              action={t('common.delete')}
              title={t('quickReplies.deleteAsk', { shortcut })}
              text={t('quickReplies.deleteText')}
              run={() => deleteQuickReply(id)}
              keys={[quickRepliesKey]}
            />
          </>
        )
      }
    />
  );
}
