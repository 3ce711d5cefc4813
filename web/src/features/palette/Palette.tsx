import { type KeyboardEvent, useId, useState } from 'react';
import { cx } from '../../components/cx';
import { Dialog } from '../../components/Dialog';
import { useText } from '../../i18n/useText';
import { type Entry, useEntries } from './useEntries';

/** Finds people, chats, instances, pages and actions. Loaded when it is opened first. */
export default function Palette({ onClose }: { onClose: () => void }) {
  const t = useText();
  const id = useId();
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const { entries, isSearching } = useEntries(typed);
  const chosen = Math.min(at, entries.length - 1);

  const run = (entry: Entry | undefined) => {
    if (!entry) return;
    onClose();
    entry.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || entries.length === 0) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Enter') run(entries[chosen]);
    else if (step) setAt((chosen + step + entries.length) % entries.length);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title={t('palette.title')} onClose={onClose}>
      <input
        autoFocus
        type="text"
        role="combobox"
        aria-label={t('palette.search')}
        aria-expanded={entries.length > 0}
        aria-controls={`${id}-list`}
        aria-activedescendant={entries.length > 0 ? `${id}-${chosen}` : undefined}
        aria-autocomplete="list"
        autoComplete="off"
        placeholder={t('palette.search')}
        value={typed}
        onChange={event => {
          setTyped(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
        className="min-h-11 w-full rounded-lg border border-quiet bg-surface px-3 py-2 placeholder:text-quiet"
      />
      <div
        id={`${id}-list`}
        role="listbox"
        aria-label={t('palette.title')}
        className="mt-3 max-h-[50vh] overflow-y-auto"
      >
        {entries.map((entry, index) => (
          <Option
            key={entry.key}
            id={`${id}-${index}`}
            entry={entry}
            isChosen={index === chosen}
            isFirst={entries[index - 1]?.group !== entry.group}
            onRun={() => run(entry)}
          />
        ))}
      </div>
      <p role="status" className="mt-2 text-quiet text-sm">
        {isSearching ? t('app.loading') : entries.length === 0 ? t('palette.nothing') : ''}
      </p>
    </Dialog>
  );
}

interface OptionProps {
  id: string;
  entry: Entry;
  isChosen: boolean;
  isFirst: boolean;
  onRun: () => void;
}

function Option({ id, entry, isChosen, isFirst, onRun }: OptionProps) {
  const t = useText();
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the input has the keyboard
    <div
      id={id}
      role="option"
      aria-selected={isChosen}
      tabIndex={-1}
      ref={node => {
        if (isChosen) node?.scrollIntoView({ block: 'nearest' });
      }}
      onClick={onRun}
      className={cx(
        'flex min-h-10 cursor-pointer items-center gap-3 rounded-lg px-3 py-1 hover:bg-raised',
        isChosen && 'bg-raised',
      )}
    >
      <bdi className="min-w-0 flex-1 truncate">{entry.name}</bdi>
      <span className={cx('shrink-0 text-quiet text-sm', !isFirst && 'sr-only')}>
        {entry.detail ?? t(`palette.group.${entry.group}`)}
      </span>
    </div>
  );
}
