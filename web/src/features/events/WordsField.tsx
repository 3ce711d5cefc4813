import { useEffect, useRef, useState } from 'react';
import { Field } from '../../components/Field';
import { useText } from '../../i18n/useText';
import { useLater } from '../../lib/useLater';

interface Props {
  value: string;
  onChange: (words: string) => void;
}

/** Words in texts, which are searched for once nothing more is typed. */
export function WordsField({ value, onChange }: Props) {
  const t = useText();
  const [typed, setTyped] = useState(value);
  const words = useLater(typed.trim());
  const known = useRef(value);
  const change = useRef(onChange);
  change.current = onChange;
  // What was typed is not replaced by what it has led to.
  useEffect(() => {
    if (value === known.current) return;
    known.current = value;
    setTyped(value);
  }, [value]);
  useEffect(() => {
    if (words === known.current) return;
    known.current = words;
    change.current(words);
  }, [words]);
  return (
    <Field
      label={t('events.search')}
      type="search"
      value={typed}
      onChange={event => setTyped(event.currentTarget.value)}
    />
  );
}
