import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import {
  type Agent,
  type AgentChanges,
  agentsKey,
  deleteAgent,
  type TaggedAgent,
  updateAgent,
} from '../../api/queries/agents';
import { Ask } from '../../components/Ask';
import { Button } from '../../components/Button';
import { Notice } from '../../components/Notice';
import { Page } from '../../components/Page';
import { useDeed } from '../../components/useDeed';
import { useText } from '../../i18n/useText';
import { LineError } from '../../lib/lines';
import { useMay } from '../session/useSession';
import { AgentForm } from './AgentForm';
import { Deployment } from './Deployment';
import { changesOf, draftOf, JsonError, kindOf } from './draft';
import { TestChat } from './TestChat';
import { useProviders } from './useProviders';
import { Versions } from './Versions';

/** What is edited, from the state that it was read in: a change of something else in between is refused. */
const edit = ({ agent, tag }: TaggedAgent) => ({
  draft: draftOf(agent),
  tag,
  version: agent.version,
  isTouched: false,
});

/** An agent: its form and the test chat beside it, where it answers, and what it was. */
export function Workbench({ agent, tag }: { agent: Agent; tag: string }) {
  const t = useText();
  const navigate = useNavigate();
  const mayChange = useMay()('instances:write');
  const providers = useProviders();
  const [edited, setEdited] = useState(() => edit({ agent, tag }));
  const [unreadable, setUnreadable] = useState<Error>();
  const begin = (now: TaggedAgent) => setEdited(edit(now));
  const isBehind = agent.version > edited.version;
  // A form that no one has touched follows what others change.
  if (isBehind && !edited.isTouched) begin({ agent, tag });
  const { draft } = edited;
  const kind = kindOf(draft, providers);
  const hasTools = kind === undefined || kind === 'builtin';
  const update = useDeed(
    (changes: AgentChanges) =>
      updateAgent(agent.id, edited.tag, { name: draft.name, agent: changes }),
    [agentsKey],
    begin,
  );

  /** The draft as changes; throws what the reader can mend, in words. */
  const read = () => {
    try {
      return changesOf(draft, hasTools);
    } catch (problem) {
      if (problem instanceof JsonError) {
        throw new Error(t('agents.noJson', { field: t(`agents.${problem.field}`) }));
      }
      if (problem instanceof LineError) throw new Error(t('common.line', { line: problem.line }));
      throw problem;
    }
  };
  const save = () => {
    try {
      setUnreadable(undefined);
      update.mutate(read());
    } catch (problem) {
      setUnreadable(problem as Error);
    }
  };
  return (
    <Page
      title={agent.name}
      actions={<span className="text-quiet">{t('agents.version', { number: agent.version })}</span>}
    >
      {isBehind && edited.isTouched && !update.isPending && (
        <Notice tone="warn">
          <p>{t('agents.changedMeanwhile', { number: agent.version })}</p>
          <Button onClick={() => begin({ agent, tag })}>{t('agents.showPresent')}</Button>
        </Notice>
      )}
      <div className="grid grid-cols-1 items-start gap-5 lg:grid-cols-2">
        <AgentForm
          draft={draft}
          hasKey={agent.agent.hasApiKey}
          hasTools={hasTools}
          providers={providers}
          mayChange={mayChange}
          error={unreadable ?? update.error}
          isBusy={update.isPending}
          onChange={change =>
            setEdited(before => ({
              ...before,
              draft: { ...before.draft, ...change },
              isTouched: true,
            }))
          }
          onSave={save}
        />
        {mayChange && <TestChat id={agent.id} read={read} />}
      </div>
      <Deployment agent={agent} mayChange={mayChange} />
      <Versions agent={agent} mayChange={mayChange} onRestored={begin} />
      {mayChange && (
        <div>
          <Ask
            action={t('common.delete')}
            title={t('agents.deleteAsk', { name: agent.name })}
            text={t('agents.deleteText')}
            run={() => deleteAgent(agent.id)}
            keys={[[...agentsKey, 'list']]}
            onDone={() => void navigate({ to: '/agents' })}
          />
        </div>
      )}
    </Page>
  );
}
