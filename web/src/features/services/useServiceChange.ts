import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { restartService, servicesKey, startService, stopService } from '../../api/queries/services';
import type { Text } from '../../i18n';

const CHANGES = {
  start: { run: startService, during: 'services.states.starting' },
  stop: { run: stopService, during: 'services.states.stopping' },
  restart: { run: restartService, during: 'services.states.restarting' },
} as const satisfies Record<string, { run: (name: string) => Promise<unknown>; during: Text }>;

type Change = keyof typeof CHANGES;

/** Starts, stops and restarts a service; `during` names what happens until the list shows its outcome. */
export function useServiceChange(name: string) {
  const client = useQueryClient();
  const [during, setDuring] = useState<Text | null>(null);
  const change = (what: Change) => async () => {
    setDuring(CHANGES[what].during);
    try {
      await CHANGES[what].run(name);
      await client.invalidateQueries({ queryKey: servicesKey });
    } finally {
      setDuring(null);
    }
  };
  return { during, change };
}
