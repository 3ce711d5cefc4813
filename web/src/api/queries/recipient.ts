import { api } from '../client';
import { expectData } from '../errors';

/** Asks the network whether a number or an address exists, and how it writes it. */
export const checkRecipient = (id: string, recipient: string) =>
  expectData(
    api.POST('/api/v2/instances/{id}/validate-recipient', {
      params: { path: { id } },
      body: { recipient },
    }),
  );
