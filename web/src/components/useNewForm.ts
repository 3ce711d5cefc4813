import { useNavigate, useRouterState } from '@tanstack/react-router';
import { useEffect, useState } from 'react';

/** The hash of the address of a page that opens its form for something new. */
export const NEW = 'new';

/**
 * Whether a page's form for something new is open: by its button, or by an address that asks for it. Each
 * form of a page with several has a hash of its own.
 */
export function useNewForm(hash = NEW): [boolean, (isOpen: boolean) => void] {
  const navigate = useNavigate();
  // The page that is left sees the address of the next one before it goes.
  const isAsked = useRouterState({
    select: ({ resolvedLocation }) => resolvedLocation?.hash === hash,
  });
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    if (!isAsked) return;
    setOpen(true);
    // It opens once, and not again with a reload or on the way back.
    void navigate({ to: '.', search: true, hash: '', replace: true });
  }, [isAsked, navigate]);
  return [isOpen, setOpen];
}
