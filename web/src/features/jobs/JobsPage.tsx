import { Page } from '../../components/Page';
import { useText } from '../../i18n/useText';
import { BatchJobs } from './BatchJobs';
import { Syncs } from './Syncs';

/** Long work: what runs, what it did, and starting it. */
export function JobsPage() {
  const t = useText();
  return (
    <Page title={t('sections.jobs')}>
      <BatchJobs />
      <Syncs />
    </Page>
  );
}
