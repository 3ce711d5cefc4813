import type { FieldPath } from 'react-hook-form';
import type { LayerMembers } from '../../api/queries/aiLayers';
import { Area } from '../../components/Area';
import { Choice, Field } from '../../components/Field';
import type { FormFields } from '../../forms/useSchemaForm';
import { useText } from '../../i18n/useText';
import type { LayerInput } from './changes';

const SWITCHES = ['toDirect', 'toGroups', 'toChannels', 'echo'] as const;

interface Props {
  form: FormFields<FieldPath<LayerInput>>;
  layer: LayerMembers;
  isLast?: boolean;
}

/** What answers, and which chats. `isLast`: there is no layer whose value an empty field would be. */
export function LayerFields({ form, layer, isLast = false }: Props) {
  const t = useText();
  const inherited = isLast ? {} : { placeholder: t('aiLayers.inherited') };
  const answers = [
    { value: 'true', text: t('common.yes') },
    { value: 'false', text: t('common.no') },
  ];
  const options = isLast ? answers : [{ value: '', text: t('aiLayers.inherited') }, ...answers];
  return (
    <>
      <Field
        {...form.field('agent.apiUrl')}
        label={t('providers.url')}
        hint={t('aiLayers.urlHint')}
        type="url"
        {...inherited}
      />
      <Field
        {...form.field('agent.apiKey')}
        label={t('providers.key')}
        hint={t(layer.agent.hasApiKey ? 'providers.keyKept' : 'providers.keyHint')}
        type="password"
        autoComplete="off"
      />
      <Field
        {...form.field('agent.model')}
        label={t('aiLayers.model')}
        maxLength={255}
        {...inherited}
      />
      <Area
        {...form.field('agent.prompt')}
        label={t('aiLayers.prompt')}
        rows={5}
        maxLength={32_000}
        {...inherited}
      />
      <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
        <Field
          {...form.field('agent.temperature')}
          label={t('aiLayers.temperature')}
          type="number"
          min={0}
          max={2}
          step="any"
          {...inherited}
        />
        <Field
          {...form.field('agent.maxTokens')}
          label={t('aiLayers.maxTokens')}
          type="number"
          min={1}
          max={1_000_000}
          {...inherited}
        />
        <Field
          {...form.field('agent.timeout')}
          label={t('providers.timeout')}
          type="number"
          min={0.1}
          max={600}
          step="any"
          {...inherited}
        />
        <Field
          {...form.field('replies.delayMs')}
          label={t('aiLayers.delay')}
          type="number"
          min={0}
          max={60}
          step="any"
          {...inherited}
        />
        {SWITCHES.map(name => (
          <Choice
            key={name}
            {...form.choice(`replies.${name}`)}
            label={t(`aiLayers.${name}`)}
            options={options}
            {...(name === 'toChannels' ? { hint: t('aiLayers.toChannelsHint') } : {})}
          />
        ))}
      </div>
    </>
  );
}
