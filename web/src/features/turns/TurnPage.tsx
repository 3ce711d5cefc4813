import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { turnQuery } from '../../api/queries/turns';
import { Code } from '../../components/Code';
import { Loaded } from '../../components/Loaded';
import { Notice } from '../../components/Notice';
import { Card, Page } from '../../components/Page';
import { Reason } from '../../components/Reason';
import { useText } from '../../i18n/useText';
import { CalledTools } from '../chats/aside/CalledTools';
import { Question } from '../chats/aside/Question';
import { WaterfallTable } from '../events/WaterfallTable';
import { useMay } from '../session/useSession';
import { stagesOf } from './stages';
import { TurnActions } from './TurnActions';
import { TurnFacts } from './TurnFacts';
import { TurnMark } from './TurnMark';
import { TurnMessages } from './TurnMessages';

export function TurnPage() {
  const t = useText();
  const may = useMay();
  const { id } = useParams({ from: '/signed-in/turns/$id' });
  return (
    <Loaded title={t('sections.turns')} query={useQuery(turnQuery(id))}>
      {turn => (
        <Page title={t('turns.one')} actions={<TurnMark state={turn.state} />}>
          {turn.error && (
            <Notice tone="bad">
              <Reason error={turn.error} /> ({turn.error.stage}, {turn.error.code})
            </Notice>
          )}
          <Card title={t('turns.about')}>
            <TurnFacts turn={turn} />
            {may('messages:send') && <TurnActions turn={turn} />}
          </Card>
          <Card title={t('turns.texts')}>
            <TurnMessages turn={turn} />
            <CalledTools calls={turn.calledTools ?? []} />
            {turn.attempts > 0 && <Question turn={turn} />}
          </Card>
          <Card title={t('traces.title')}>
            <WaterfallTable stages={stagesOf(turn)} />
          </Card>
          <Card title={t('common.raw')}>
            <Code value={turn} />
          </Card>
        </Page>
      )}
    </Loaded>
  );
}
