import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import {
  type Agent,
  agentQuery,
  agentsKey,
  deleteAgent,
  type TaggedAgent,
  updateAgent,
} from '../../api/queries/agents';
import { Ask } from '../../components/Ask';
import { Button } from '../../components/Button';
import { Notice } from '../../components/Notice';
import { Page } from '../../components/Page';
import { useAction } from '../../components/useAction';
import { useSchemaForm } from '../../forms/useSchemaForm';
import { useText } from '../../i18n/useText';
import { useMay } from '../session/useSession';
import { AgentForm } from './AgentForm';
import { Deployment } from './Deployment';
import { Documents } from './Documents';
import { type AgentValues, agentSchema, draftOf, FIELD_NAMES, hasTools } from './draft';
import { TestChat } from './TestChat';
import { useProviders } from './useProviders';
import { Versions } from './Versions';

/** An agent: its form and the test chat beside it, where it answers, and what it was. */
export function Workbench({ agent, tag }: { agent: Agent; tag: string }) {
  const t = useText();
  const navigate = useNavigate();
  const mayChange = useMay()('instances:write');
  const providers = useProviders();
  // The state that is edited: a change of something else in between is refused.
  const [edited, setEdited] = useState({ tag, version: agent.version });
  const begin = (now: TaggedAgent) => {
    setEdited({ tag: now.tag, version: now.agent.version });
    form.reset(draftOf(now.agent));
  };
  const client = useQueryClient();
  /** A change of the documents is a version, too, and leaves what is in the form as it is. */
  const followDocuments = async () => {
    // One that is in progress may have begun before the change.
    await client.cancelQueries({ queryKey: agentQuery(agent.id).queryKey });
    const now = await client.fetchQuery({ ...agentQuery(agent.id), staleTime: 0 });
    setEdited(before =>
      now.agent.version === before.version + 1
        ? { tag: now.tag, version: now.agent.version }
        : before,
    );
    await client.invalidateQueries({ queryKey: agentsKey });
  };
  const update = useAction(
    (values: AgentValues) => updateAgent(agent.id, edited.tag, values),
    [agentsKey],
    begin,
  );
  const schema = agentSchema(providers);
  const form = useSchemaForm(schema, {
    defaultValues: draftOf(agent),
    error: update.error,
    names: FIELD_NAMES,
    onSubmit: values => update.mutate(values),
  });
  const { isDirty } = form.formState;
  const isBehind = agent.version > edited.version;
  const follows = isBehind && !isDirty;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each state that is followed
  useEffect(() => {
    // A form that no one has touched follows what others change.
    if (follows) begin({ agent, tag });
  }, [follows, agent, tag]);

  /** The form as changes; where a field cannot be read, it is shown there, and in the chat. */
  const read = () => {
    const { data, error } = schema.safeParse(form.getValues());
    if (data) return data.agent;
    void form.trigger();
    throw new Error(error?.issues[0]?.message);
  };
  return (
    <Page
      title={agent.name}
      actions={<span className="text-quiet">{t('agents.version', { number: agent.version })}</span>}
    >
      {isBehind && isDirty && !update.isPending && (
        <Notice tone="warn">
          <p>{t('agents.changedMeanwhile', { number: agent.version })}</p>
          <Button onClick={() => begin({ agent, tag })}>{t('agents.showPresent')}</Button>
        </Notice>
      )}
      <div className="grid grid-cols-1 items-start gap-5 lg:grid-cols-2">
        <AgentForm
          form={form}
          hasKey={agent.agent.hasApiKey}
          hasTools={hasTools(form.watch(), providers)}
          providers={providers}
          mayChange={mayChange}
          isBusy={update.isPending}
        />
        {mayChange && <TestChat id={agent.id} read={read} />}
      </div>
      <Documents id={agent.id} mayChange={mayChange} onChanged={followDocuments} />
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
