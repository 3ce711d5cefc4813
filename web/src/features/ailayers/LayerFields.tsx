import type { LayerMembers } from '../../api/queries/aiLayers';
import { Area } from '../../components/Area';
import { Choice, Field } from '../../components/Field';
import { useText } from '../../i18n/useText';
import { seconds, switched } from './changes';

const SWITCHES = ['toDirect', 'toGroups', 'toChannels', 'echo'] as const;

/** What answers, and which chats. `isLast`: there is no layer whose value an empty field would be. */
export function LayerFields({ layer, isLast = false }: { layer: LayerMembers; isLast?: boolean }) {
  const t = useText();
  const { agent, replies } = layer;
  const inherited = isLast ? {} : { placeholder: t('aiLayers.inherited') };
  const answers = [
    { value: 'true', text: t('common.yes') },
    { value: 'false', text: t('common.no') },
  ];
  const options = isLast ? answers : [{ value: '', text: t('aiLayers.inherited') }, ...answers];
  return (
    <>
      <Field
        label={t('providers.url')}
        hint={t('aiLayers.urlHint')}
        name="apiUrl"
        type="url"
        defaultValue={agent.apiUrl ?? ''}
        {...inherited}
      />
      <Field
        label={t('providers.key')}
        hint={t(agent.hasApiKey ? 'providers.keyKept' : 'providers.keyHint')}
        name="apiKey"
        type="password"
        autoComplete="off"
      />
      <Field
        label={t('aiLayers.model')}
        name="model"
        maxLength={255}
        defaultValue={agent.model ?? ''}
        {...inherited}
      />
      <Area
        label={t('aiLayers.prompt')}
        name="prompt"
        rows={5}
        maxLength={32_000}
        defaultValue={agent.prompt ?? ''}
        {...inherited}
      />
      <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
        <Field
          label={t('aiLayers.temperature')}
          name="temperature"
          type="number"
          min={0}
          max={2}
          step="any"
          defaultValue={agent.temperature ?? ''}
          {...inherited}
        />
        <Field
          label={t('aiLayers.maxTokens')}
          name="maxTokens"
          type="number"
          min={1}
          max={1_000_000}
          defaultValue={agent.maxTokens ?? ''}
          {...inherited}
        />
        <Field
          label={t('providers.timeout')}
          name="timeout"
          type="number"
          min={0.1}
          max={600}
          step="any"
          defaultValue={seconds(agent.timeout)}
          {...inherited}
        />
        <Field
          label={t('aiLayers.delay')}
          name="delay"
          type="number"
          min={0}
          max={60}
          step="any"
          defaultValue={seconds(replies.delayMs)}
          {...inherited}
        />
        {SWITCHES.map(name => (
          <Choice
            key={name}
            label={t(`aiLayers.${name}`)}
            name={name}
            defaultValue={switched(replies[name])}
            options={options}
          />
        ))}
      </div>
    </>
  );
}
