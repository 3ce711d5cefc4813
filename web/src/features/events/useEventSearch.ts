import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { type EventSearch, readEventSearch } from './search';

const isSame = (one: EventSearch, other: EventSearch) =>
  JSON.stringify(one) === JSON.stringify(other);

/**
 * What the address determines, and what changes it. A change is there at once and in the address a moment later: a field
 * of a time that had its earlier value until then would forget what is typed.
 */
export function useEventSearch() {
  const navigate = useNavigate();
  const address = useSearch({ from: '/signed-in/events' });
  const [search, setSearch] = useState(address);
  const known = useRef(address);
  useEffect(() => {
    if (isSame(address, known.current)) return;
    known.current = address;
    setSearch(address);
  }, [address]);
  const change = (part: EventSearch) => {
    const next = readEventSearch({ ...search, ...part });
    known.current = next;
    setSearch(next);
    void navigate({ to: '/events', search: next, replace: true });
  };
  return { search, change };
}
