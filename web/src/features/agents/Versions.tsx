import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Agent, agentVersionsQuery, type TaggedAgent } from '../../api/queries/agents';
import { Button } from '../../components/Button';
import { Failure } from '../../components/Failure';
import { Loading } from '../../components/Loading';
import { Card } from '../../components/Page';
import { When } from '../../components/When';
import { useText } from '../../i18n/useText';
import { Author } from './Author';
import { RestoreVersion } from './RestoreVersion';
import { VersionDiff } from './VersionDiff';

interface Props {
  agent: Agent;
  mayChange: boolean;
  onRestored: (now: TaggedAgent) => void;
}

/** What is shown of a version: what it changed, or what restoring it would. */
type Shown = { number: number; against: 'before' | 'now' };

/** What the agent was, newest first. */
export function Versions({ agent, mayChange, onRestored }: Props) {
  const t = useText();
  const query = useInfiniteQuery(agentVersionsQuery(agent.id));
  const [shown, setShown] = useState<Shown>();
  const toggle = (number: number, against: Shown['against']) =>
    setShown(now =>
      now?.number === number && now.against === against ? undefined : { number, against },
    );
  const is = (number: number, against: Shown['against']) =>
    shown?.number === number && shown.against === against;
  const versions = query.data?.pages.flatMap(page => page.items) ?? [];
  return (
    <Card title={t('agents.versions')}>
      {query.isPending && <Loading />}
      {query.isError && !query.data && (
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      )}
      <ul aria-label={t('agents.versions')} className="flex flex-col gap-3">
        {versions.map(one => {
          const { version, name, createdAt } = one;
          return (
            <li key={version} className="flex flex-col gap-3 border-line border-t pt-3">
              <div className="flex flex-wrap items-center justify-between gap-3">
                <p>
                  <span className="font-medium">{t('agents.version', { number: version })}</span>
                  {' · '}
                  {name}
                  {' · '}
                  <When at={createdAt} />
                  <Author version={one} />
                </p>
                <div className="flex flex-wrap gap-2">
                  {version > 1 && (
                    <Button
                      aria-pressed={is(version, 'before')}
                      aria-label={t('agents.changesOf', { number: version })}
                      onClick={() => toggle(version, 'before')}
                    >
                      {t('agents.changes')}
                    </Button>
                  )}
                  {version !== agent.version && (
                    <>
                      <Button
                        aria-pressed={is(version, 'now')}
                        aria-label={t('agents.compareOf', { number: version })}
                        onClick={() => toggle(version, 'now')}
                      >
                        {t('agents.compare')}
                      </Button>
                      {mayChange && (
                        <RestoreVersion id={agent.id} number={version} onRestored={onRestored} />
                      )}
                    </>
                  )}
                </div>
              </div>
              {is(version, 'before') && (
                <VersionDiff id={agent.id} from={version - 1} to={version} />
              )}
              {is(version, 'now') && (
                <VersionDiff id={agent.id} from={agent.version} to={version} />
              )}
            </li>
          );
        })}
      </ul>
      {query.hasNextPage && (
        <Button
          className="self-center"
          isBusy={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t('app.more')}
        </Button>
      )}
    </Card>
  );
}
