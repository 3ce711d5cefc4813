import { useInfiniteQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { deadLettersQuery } from '../../api/queries/deadLetters';
import { Page } from '../../components/Page';
import { Pages } from '../../components/Pages';
import { useText } from '../../i18n/useText';
import { filterOf } from './filter';
import { LetterFilters } from './LetterFilters';
import { LetterRow } from './LetterRow';

/** Work that was given up, and that needs a person. */
export function DeadLettersPage() {
  const t = useText();
  const filter = filterOf(useSearch({ from: '/signed-in/dead-letters' }));
  const query = useInfiniteQuery(deadLettersQuery(filter));
  const isNarrow = filter.kind !== '' || filter.instanceId !== '';
  return (
    <Page title={t('sections.deadLetters')}>
      <LetterFilters />
      <Pages
        query={query}
        label={t('sections.deadLetters')}
        empty={t(isNarrow ? 'letters.nothing' : 'letters.empty')}
      >
        {letter => <LetterRow letter={letter} />}
      </Pages>
    </Page>
  );
}
