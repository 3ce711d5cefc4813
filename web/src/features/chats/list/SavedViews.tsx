import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { type View, viewsQuery } from '../../../api/queries/views';
import { useText } from '../../../i18n/useText';
import { filterOfSearch, isSame, searchOfFilter } from './savedFilter';
import type { InboxSearch } from './search';

const ViewDialog = lazy(() => import('./ViewDialog'));

/** The user's own filters of the inbox, above its list. */
export function SavedViews({ onShow }: { onShow: (search: InboxSearch) => void }) {
  const t = useText();
  const search = useSearch({ from: '/signed-in/chats' });
  const [edited, setEdited] = useState<View | 'new' | null>(null);
  const { data: views = [] } = useQuery(viewsQuery);
  const filter = filterOfSearch(search);
  const shown = views.find(view => isSame(view.filter, filter));
  const isFiltered = !isSame(filter, {});
  if (views.length === 0 && !isFiltered) return null;
  return (
    <nav aria-label={t('views.title')} className="flex items-center gap-1 overflow-x-auto">
      {views.length > 0 && (
        <Tab text={t('views.all')} isShown={!isFiltered} onShow={() => onShow({})} />
      )}
      {views.map(view => (
        <Tab
          key={view.id}
          text={view.name}
          isShown={view === shown}
          onShow={() => onShow(searchOfFilter(view.filter))}
        />
      ))}
      {(shown || isFiltered) && (
        <button
          type="button"
          onClick={() => setEdited(shown ?? 'new')}
          className="min-h-9 whitespace-nowrap px-2 text-accent text-sm hover:underline"
        >
          {t(shown ? 'views.change' : 'views.save')}
        </button>
      )}
      {edited && (
        <Suspense fallback={null}>
          <ViewDialog
            view={edited === 'new' ? null : edited}
            filter={filter}
            views={views}
            onClose={() => setEdited(null)}
          />
        </Suspense>
      )}
    </nav>
  );
}

function Tab(props: { text: string; isShown: boolean; onShow: () => void }) {
  const { text, isShown, onShow } = props;
  return (
    <button
      type="button"
      aria-pressed={isShown}
      onClick={onShow}
      className="min-h-9 whitespace-nowrap rounded-lg px-3 text-sm hover:bg-raised aria-pressed:bg-raised aria-pressed:font-medium"
    >
      <bdi>{text}</bdi>
    </button>
  );
}
