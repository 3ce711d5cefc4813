import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type Queue, queuesQuery } from '../../api/queries/services';
import { Loaded } from '../../components/Loaded';
import { Card } from '../../components/Page';
import { useLanguage, useText } from '../../i18n/useText';
import { waitText } from './facts';
import { QUEUE_KINDS } from './queueKinds';

/** How much work waits, and for how long. */
export function Queues() {
  const t = useText();
  return (
    <Card title={t('home.queues')}>
      <Loaded query={useQuery(queuesQuery)}>{queues => <Rows queues={queues} />}</Loaded>
      <Link to="/services" className="self-start text-accent underline">
        {t('sections.services')}
      </Link>
    </Card>
  );
}

function Rows({ queues }: { queues: Queue[] }) {
  const t = useText();
  const language = useLanguage();
  return (
    <table className="w-full text-left">
      <thead className="text-quiet">
        <tr>
          <th className="font-medium">{t('home.queue')}</th>
          <th className="text-right font-medium">{t('home.queued')}</th>
          <th className="text-right font-medium">{t('home.running')}</th>
          <th className="text-right font-medium">{t('home.oldest')}</th>
        </tr>
      </thead>
      <tbody>
        {queues.map(({ kind, queued, running, oldestDueMs }) => (
          <tr key={kind} className="border-line border-t">
            <th scope="row" className="font-normal [overflow-wrap:anywhere]">
              {t(QUEUE_KINDS[kind])}
            </th>
            <td className="text-right tabular-nums">{queued}</td>
            <td className="text-right tabular-nums">{running}</td>
            <td className="text-right">{waitText(oldestDueMs, language)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
