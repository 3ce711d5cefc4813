import { queryOptions } from '@tanstack/react-query';
import { present } from '../../lib/present';
import { api } from '../client';
import { expectData } from '../errors';
import { type LogFilter, type LogLine, MOST_LINES } from '../live/logs';

/** Of a log that is not followed. Empty is without a bound. */
export interface LogPeriod {
  since: string;
  until: string;
}

/** The newest lines of a period, oldest first. */
export const pastLogQuery = ({ services, level, search, instance }: LogFilter, period: LogPeriod) =>
  queryOptions({
    queryKey: ['past-log', services, level, search, instance ?? '', period],
    async queryFn({ signal }): Promise<LogLine[]> {
      const about = present({ search, instanceId: instance, ...period });
      const query = { services, level, limit: MOST_LINES, ...about };
      const log = await expectData(api.GET('/api/v2/logs', { params: { query }, signal }));
      return log.items.map((line, number) => ({ ...line, number }) as LogLine);
    },
    // A period without an end has more lines the next time.
    staleTime: 0,
  });
