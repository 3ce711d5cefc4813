import { Link } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import type { Person } from '../../api/queries/persons';
import { When } from '../../components/When';
import { personName } from './name';

const ROW_PX = 64;

export function PersonRows({ people, onEnd }: { people: Person[]; onEnd: () => void }) {
  const box = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: people.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_PX,
    getItemKey: index => people[index]?.id ?? index,
    overscan: 8,
  });
  const items = rows.getVirtualItems();
  const isAtEnd = (items.at(-1)?.index ?? 0) >= people.length - 1;
  useEffect(() => {
    if (isAtEnd) onEnd();
  });
  return (
    <div
      ref={box}
      className="min-h-40 flex-1 overflow-y-auto rounded-xl border border-line bg-surface"
    >
      <ul className="relative" style={{ height: rows.getTotalSize() }}>
        {items.map(item => {
          const person = people[item.index];
          if (!person) return null;
          return (
            <li
              key={item.key}
              aria-setsize={people.length}
              aria-posinset={item.index + 1}
              className="absolute inset-x-0 top-0"
              style={{ height: ROW_PX, transform: `translateY(${item.start}px)` }}
            >
              <Link
                to="/people/$id"
                params={{ id: person.id }}
                className="flex h-full items-center justify-between gap-3 px-4 outline-offset-[-2px] hover:bg-raised"
              >
                <span className="min-w-0">
                  <bdi className="block truncate font-medium">{personName(person)}</bdi>
                  <span className="block truncate text-quiet text-sm">
                    {[person.primaryPhone, person.primaryEmail].filter(Boolean).join(' · ')}
                  </span>
                </span>
                <span className="shrink-0 text-quiet text-sm">
                  <When at={person.updatedAt} />
                </span>
              </Link>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
