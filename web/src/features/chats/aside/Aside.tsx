import { useEffect } from 'react';
import type { Message } from '../../../api/queries/messages';
import { Button } from '../../../components/Button';
import { focusAgain } from '../../../components/focusAgain';
import { useText } from '../../../i18n/useText';
import { useMay } from '../../session/useSession';
import { ChatEvents } from './ChatEvents';
import { FindTab } from './FindTab';
import { NotesTab } from './NotesTab';
import { PersonTab } from './PersonTab';
import { ASIDE_TABS, type AsideTab } from './tabs';
import { WhyTab } from './WhyTab';

interface Props {
  tab: AsideTab;
  onTab: (tab: AsideTab) => void;
  explained: Message | null;
  onExplained: (message: Message | null) => void;
  onClose: () => void;
}

/** As wide as the classes below have it beside the conversation instead of in its place. */
const BESIDE = '(min-width: 64rem)';

/** Beside the conversation: with whom it is, why it was answered as it was, and what is found in it. */
export default function Aside({ tab, onTab, explained, onExplained, onClose }: Props) {
  const t = useText();
  const may = useMay();
  useEffect(() => {
    const before = document.activeElement;
    return () => focusAgain(before);
  }, []);
  return (
    <aside
      aria-label={t('chats.aside')}
      className="flex h-full w-full min-w-0 flex-col border-line bg-surface lg:w-96 lg:shrink-0 lg:border-l"
    >
      <div className="flex flex-wrap items-center gap-2 border-line border-b px-4 py-2">
        {ASIDE_TABS.filter(one => one !== 'find' || may('messages:read')).map(one => (
          <Button key={one} aria-pressed={tab === one} onClick={() => onTab(one)}>
            {t(`chats.${one}`)}
          </Button>
        ))}
        <span className="flex-1" />
        <Button onClick={onClose}>{t('chats.close')}</Button>
      </div>
      <section
        className="min-h-0 flex-1 overflow-y-auto p-4"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and so must be reachable by keyboard
        tabIndex={0}
        aria-label={t(`chats.${tab}`)}
      >
        {tab === 'person' &&
          (may('persons:read') ? (
            <PersonTab />
          ) : (
            <p className="text-quiet">{t('chats.notYours')}</p>
          ))}
        {tab === 'person' && <ChatEvents />}
        {tab === 'notes' && <NotesTab />}
        {tab === 'find' && (
          <FindTab
            onFound={() => {
              if (!matchMedia(BESIDE).matches) onClose();
            }}
          />
        )}
        {tab === 'why' && (
          <>
            <h2 className="sr-only">{t('chats.why')}</h2>
            <WhyTab message={explained} onAll={() => onExplained(null)} />
          </>
        )}
      </section>
    </aside>
  );
}
