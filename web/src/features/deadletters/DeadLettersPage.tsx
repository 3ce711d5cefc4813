import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { deadLettersQuery, LETTER_STATES, type LetterState } from '../../api/queries/deadLetters';
import { Choice } from '../../components/Field';
import { Filters } from '../../components/Filters';
import { Page } from '../../components/Page';
import { Pages } from '../../components/Pages';
import { useText } from '../../i18n/useText';
import { LetterRow } from './LetterRow';

/** Work that was given up, and that needs a person. */
export function DeadLettersPage() {
  const t = useText();
  const [status, setStatus] = useState<LetterState | ''>('pending');
  const query = useInfiniteQuery(deadLettersQuery(status));
  const states = LETTER_STATES.map(value => ({ value, text: t(`letters.states.${value}`) }));
  return (
    <Page title={t('sections.deadLetters')}>
      <Filters>
        <Choice
          label={t('common.status')}
          value={status}
          options={[{ value: '', text: t('common.all') }, ...states]}
          onChange={event => setStatus(event.target.value as LetterState | '')}
        />
      </Filters>
      <Pages query={query} label={t('sections.deadLetters')} empty={t('letters.empty')}>
        {letter => <LetterRow letter={letter} />}
      </Pages>
    </Page>
  );
}
