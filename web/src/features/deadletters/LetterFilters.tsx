import { useNavigate, useSearch } from '@tanstack/react-router';
import { LETTER_KINDS, LETTER_STATES } from '../../api/queries/deadLetters';
import { Choice } from '../../components/Field';
import { Filters } from '../../components/Filters';
import { useText } from '../../i18n/useText';
import { QUEUE_KINDS } from '../home/queueKinds';
import { InstanceFilter } from '../instances/InstanceFilter';
import { filterOf } from './filter';
import { type LetterSearch, readLetterSearch } from './search';

/** Which are listed. The address has it, so that it can be returned to and shared. */
export function LetterFilters() {
  const t = useText();
  const navigate = useNavigate();
  const { status, kind, instanceId } = filterOf(useSearch({ from: '/signed-in/dead-letters' }));
  const all = { value: '', text: t('common.all') };
  const states = LETTER_STATES.map(value => ({ value, text: t(`letters.states.${value}`) }));
  const kinds = LETTER_KINDS.map(value => ({ value, text: t(QUEUE_KINDS[value]) }));
  const set = (change: LetterSearch) =>
    void navigate({
      to: '/dead-letters',
      search: now => readLetterSearch({ ...now, ...change }),
      replace: true,
    });
  // Those that wait for a person need no word in the address.
  const setStatus = (value: string) => set({ status: value === 'pending' ? '' : value || 'all' });
  return (
    <Filters>
      <Choice
        label={t('common.status')}
        value={status}
        options={[all, ...states]}
        onChange={event => setStatus(event.target.value)}
      />
      <Choice
        label={t('letters.kind')}
        value={kind}
        options={[all, ...kinds]}
        onChange={event => set({ job: event.target.value })}
      />
      <InstanceFilter value={instanceId} onChange={instance => set({ instance })} />
    </Filters>
  );
}
