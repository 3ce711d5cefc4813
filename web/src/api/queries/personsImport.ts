import { api, type Schemas } from '../client';
import { expectData } from '../errors';

export type PersonsImport = Schemas['PersonsImportView'];
export type ImportedRow = Schemas['PersonsImportRowView'];

/** Creates and changes people as a CSV file determines; a dry run only reports what would be done. */
export function importPersons(file: Blob, dryRun: boolean): Promise<PersonsImport> {
  return expectData(
    api.POST('/api/v2/persons/import', {
      params: { query: { dryRun } },
      // Sent as it is: the generated type is that of its text.
      body: file as never,
      bodySerializer: body => body as never,
      headers: { 'content-type': 'text/csv' },
    }),
  );
}
