import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Person, personsQuery } from '../../api/queries/persons';
import { Button } from '../../components/Button';
import { Field } from '../../components/Field';
import { useText } from '../../i18n/useText';
import { useLater } from '../../lib/useLater';
import { personName } from './name';

interface Props {
  label: string;
  /** Whom it never finds. */
  except: string;
  onFound: (person: Person) => void;
}

/** Searches for another person; the first few are offered. */
export function FindPerson({ label, except, onFound }: Props) {
  const t = useText();
  const [typed, setTyped] = useState('');
  const words = useLater(typed.trim());
  const { data } = useInfiniteQuery({ ...personsQuery(words), enabled: words.length > 1 });
  const found = (data?.pages[0]?.items ?? []).filter(one => one.id !== except).slice(0, 8);
  return (
    <>
      <Field
        label={label}
        type="search"
        value={typed}
        onChange={event => setTyped(event.currentTarget.value)}
      />
      <ul className="flex flex-col gap-1">
        {found.map(one => (
          <li key={one.id}>
            <Button className="w-full justify-start" onClick={() => onFound(one)}>
              <bdi className="min-w-0 text-start [overflow-wrap:anywhere]">{personName(one)}</bdi>
              <span className="text-quiet text-sm">{one.primaryPhone}</span>
            </Button>
          </li>
        ))}
      </ul>
      {words.length > 1 && data && found.length === 0 && (
        <p className="text-quiet">{t('people.nothing')}</p>
      )}
    </>
  );
}
