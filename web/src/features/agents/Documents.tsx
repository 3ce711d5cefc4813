import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import {
  type AgentDocument,
  agentDocumentQuery,
  agentDocumentsQuery,
  deleteDocument,
} from '../../api/queries/agentDocuments';
import { agentsKey } from '../../api/queries/agents';
import { Ask } from '../../components/Ask';
import { Button } from '../../components/Button';
import { Dialog } from '../../components/Dialog';
import { Loaded } from '../../components/Loaded';
import { Card } from '../../components/Page';
import { When } from '../../components/When';
import { useLanguage, useText } from '../../i18n/useText';
import { sizeText } from '../../lib/size';
import { AddDocuments } from './AddDocuments';

interface Props {
  id: string;
  mayChange: boolean;
  /** After each change: it made a version of the agent. */
  onChanged: () => Promise<unknown>;
}

/** Texts that the agent is given passages of. */
export function Documents({ id, mayChange, onChanged }: Props) {
  const t = useText();
  return (
    <Card title={t('agents.documents')}>
      <p className="text-quiet text-sm">{t('agents.documentsHint')}</p>
      {mayChange && <AddDocuments id={id} onChanged={onChanged} />}
      <Loaded query={useQuery(agentDocumentsQuery(id))}>
        {documents =>
          documents.length === 0 ? (
            <p className="text-quiet">{t('agents.noDocuments')}</p>
          ) : (
            <ul aria-label={t('agents.documents')} className="flex flex-col gap-3">
              {documents.map(document => (
                <Item key={document.id} {...{ id, document, mayChange, onChanged }} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </Card>
  );
}

function Item({ id, document, mayChange, onChanged }: Props & { document: AgentDocument }) {
  const t = useText();
  const language = useLanguage();
  const [isOpen, setOpen] = useState(false);
  const { name, bytes, passages, createdAt } = document;
  return (
    <li className="flex flex-wrap items-center justify-between gap-3 border-line border-t pt-3">
      <p className="min-w-0 [overflow-wrap:anywhere]">
        <bdi className="font-medium">{name}</bdi>
        <span className="text-quiet text-sm">
          {' · '}
          {sizeText(bytes, language)}
          {' · '}
          {t('agents.passageCount', { number: passages })}
          {' · '}
          <When at={createdAt} />
        </span>
      </p>
      <div className="flex flex-wrap gap-2">
        <Button aria-label={t('agents.viewOf', { name })} onClick={() => setOpen(true)}>
          {t('agents.view')}
        </Button>
        {mayChange && (
          <Ask
            action={t('common.delete')}
            title={t('agents.deleteAsk', { name })}
            text={t('agents.deleteDocumentText')}
            run={async () => {
              await deleteDocument(id, document.id);
              await onChanged();
            }}
            keys={[agentsKey]}
          />
        )}
      </div>
      {isOpen && (
        <Dialog title={name} onClose={() => setOpen(false)}>
          <Text id={id} document={document} />
          <div className="mt-4 flex justify-end">
            <Button onClick={() => setOpen(false)}>{t('chats.close')}</Button>
          </div>
        </Dialog>
      )}
    </li>
  );
}

/** All of a document's text, as the agent's passages are cut from it. */
function Text({ id, document }: { id: string; document: AgentDocument }) {
  return (
    <Loaded query={useQuery(agentDocumentQuery(id, document.id))}>
      {({ text }) => (
        <section
          // It scrolls, also with the keyboard.
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls needs the focus
          tabIndex={0}
          aria-label={document.name}
          dir="auto"
          className="max-h-[60vh] overflow-auto whitespace-pre-wrap rounded-lg bg-raised p-3 text-sm [overflow-wrap:anywhere]"
        >
          {text}
        </section>
      )}
    </Loaded>
  );
}
