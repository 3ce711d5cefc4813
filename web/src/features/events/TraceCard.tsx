import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { traceQuery } from '../../api/queries/events';
import { Loaded } from '../../components/Loaded';
import { Notice } from '../../components/Notice';
import { Card } from '../../components/Page';
import { Reason } from '../../components/Reason';
import { useText } from '../../i18n/useText';
import { useMay } from '../session/useSession';
import { WaterfallTable } from './WaterfallTable';

export function TraceCard({ id }: { id: string }) {
  const t = useText();
  const may = useMay();
  return (
    <Card title={t('traces.title')}>
      <Loaded query={useQuery(traceQuery(id))}>
        {({ stages, totalMs, turn }) => (
          <>
            {stages.length === 0 && <p>{t('traces.empty')}</p>}
            {stages.length > 0 && (
              <>
                <p>{t('traces.total', { ms: totalMs })}</p>
                <WaterfallTable stages={stages} />
              </>
            )}
            {turn?.error && (
              <Notice tone="bad">
                <Reason error={turn.error} />
              </Notice>
            )}
            {turn && may('messages:read') && (
              <Link to="/turns/$id" params={{ id: turn.id }} className="underline">
                {t('traces.turn')}
              </Link>
            )}
          </>
        )}
      </Loaded>
    </Card>
  );
}
