import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { createLink } from '../../api/live/start';
import { useMay } from '../session/useSession';

/** The live link, which is held as long as the page that asks for it is shown. */
export function useLiveLink() {
  const client = useQueryClient();
  const mayFollow = useMay()('events:read');
  const link = useMemo(() => createLink(client), [client]);
  useEffect(() => {
    if (!mayFollow) return;
    const retry = () => link.retryNow();
    link.start();
    window.addEventListener('online', retry);
    return () => {
      window.removeEventListener('online', retry);
      link.stop();
    };
  }, [link, mayFollow]);
  return link;
}
