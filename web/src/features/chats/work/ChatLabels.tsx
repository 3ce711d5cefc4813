import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Chat } from '../../../api/queries/chats';
import { labelsQuery } from '../../../api/queries/labels';
import { Reason } from '../../../components/Reason';
import { useText } from '../../../i18n/useText';
import { Tool } from '../composer/Tool';
import { useConversation } from '../useConversation';
import { LabelName } from './LabelName';
import { LabelsDialog } from './LabelsDialog';
import { labelsOf } from './options';
import { useSetLabel } from './useSetLabel';

/** The labels of the chat, which those who may write give and take away. */
export function ChatLabels({ chat }: { chat: Chat }) {
  const t = useText();
  const { mayWrite } = useConversation();
  const [isOpen, setOpen] = useState(false);
  const { data: labels = [] } = useQuery(labelsQuery(chat.instanceId));
  const change = useSetLabel(chat);
  const own = labelsOf(labels, chat.labels);
  if (!mayWrite && own.length === 0) return null;
  return (
    <div className="flex items-center gap-2 max-md:order-1 md:flex-wrap">
      {own.length > 0 && (
        <ul aria-label={t('chats.labels')} className="flex gap-2 md:flex-wrap">
          {own.map(label => (
            <li key={label.id} className="flex items-center gap-1">
              <LabelName name={label.name} color={label.color} />
              {mayWrite && (
                <button
                  type="button"
                  aria-label={t('chats.removeLabel', { name: label.name })}
                  title={t('chats.removeLabel', { name: label.name })}
                  disabled={change.isPending}
                  onClick={() => change.mutate({ id: label.id, isOn: false })}
                  className="inline-flex size-6 items-center justify-center rounded text-quiet hover:bg-raised hover:text-ink"
                >
                  <span aria-hidden="true">×</span>
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      {mayWrite && (
        <Tool
          name={t('chats.labels')}
          path="M3 12V4h8l10 10-8 8zM7.5 8v.1"
          onClick={() => setOpen(true)}
        />
      )}
      {change.isError && (
        <p role="alert" className="text-bad">
          <Reason error={change.error} />
        </p>
      )}
      {isOpen && <LabelsDialog chat={chat} labels={labels} onClose={() => setOpen(false)} />}
    </div>
  );
}
