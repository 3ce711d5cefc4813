import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useState } from 'react';
import { type QuickReply, quickRepliesQuery } from '../../../api/queries/quickReplies';
import { matching, searched } from '../../quickreplies/match';

const NONE: QuickReply[] = [];

/** The quick replies that a slash opens, and the one that the keys have chosen. */
export function useQuickReplies(
  instance: string,
  text: string,
  onPick: (reply: QuickReply) => void,
) {
  const words = searched(text);
  const [closedAt, setClosedAt] = useState<string | null>(null);
  const [chosen, setChosen] = useState({ at: 0, words });
  const isAsked = words !== null && closedAt !== text;
  const { data = NONE, isPending } = useQuery({
    ...quickRepliesQuery(instance),
    enabled: isAsked,
  });
  const isOpen = isAsked && data.length > 0;
  const found = isOpen ? matching(data, words) : NONE;
  // The first again with each letter.
  const index = chosen.words === words ? Math.min(chosen.at, found.length - 1) : 0;

  /** Whether the key was for the list. */
  const onKeyDown = (event: KeyboardEvent): boolean => {
    if (!isAsked || event.nativeEvent.isComposing) return false;
    // Before they are read, a shortcut must not be sent as a text.
    if (isPending) return event.key === 'Enter';
    if (!isOpen) return false;
    if (event.key === 'Escape') {
      setClosedAt(text);
      return true;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && found.length > 0) {
      setChosen({ at: (index + step + found.length) % found.length, words });
      return true;
    }
    const reply = found[index];
    if (!reply || event.shiftKey || (event.key !== 'Enter' && event.key !== 'Tab')) return false;
    onPick(reply);
    return true;
  };
  return { isOpen, found, index, onKeyDown };
}
