import { useQuery } from '@tanstack/react-query';
import { type AgentVersion, agentVersionQuery } from '../../api/queries/agents';
import { Loaded } from '../../components/Loaded';
import { useText } from '../../i18n/useText';
import { Author } from './Author';
import { type Difference, differences, type Line } from './diff';
import { useProviders } from './useProviders';

interface Props {
  id: string;
  from: number;
  to: number;
}

/** How one version differs from another, field by field. */
export function VersionDiff({ id, from, to }: Props) {
  const before = useQuery(agentVersionQuery(id, from));
  const after = useQuery(agentVersionQuery(id, to));
  return (
    <Loaded query={before}>
      {old => <Loaded query={after}>{now => <Differences old={old} now={now} />}</Loaded>}
    </Loaded>
  );
}

function Differences({ old, now }: { old: AgentVersion; now: AgentVersion }) {
  const t = useText();
  const providers = useProviders();
  const found = differences(old, now, {
    yesNo: on => t(on ? 'common.yes' : 'common.no'),
    provider: id => providers.find(one => one.id === id)?.name ?? id,
  });
  if (found.length === 0) return <p className="text-quiet">{t('agents.same')}</p>;
  return (
    <section
      aria-label={t('agents.fromTo', { from: old.version, to: now.version })}
      className="flex flex-col gap-3"
    >
      <p className="text-quiet text-sm">
        {t('agents.fromTo', { from: old.version, to: now.version })}
        <Author version={now} />
      </p>
      {found.map(difference => (
        <OneDifference key={difference.field} {...difference} />
      ))}
    </section>
  );
}

function OneDifference({ field, lines }: Difference) {
  const t = useText();
  return (
    <div>
      <h3 className="font-medium text-sm">{t(`agents.${field}`)}</h3>
      <div className="whitespace-pre-wrap rounded-lg bg-raised p-3 font-mono text-sm [overflow-wrap:anywhere]">
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines of two texts that never change
          <DiffLine key={index} {...line} />
        ))}
      </div>
    </div>
  );
}

function DiffLine({ kind, text }: Line) {
  if (kind === 'added') return <ins className="block text-good no-underline">+ {text}</ins>;
  if (kind === 'removed') return <del className="block text-bad no-underline">− {text}</del>;
  return (
    <span className="block text-quiet">
      {'  '}
      {text}
    </span>
  );
}
