import { useEffect, useMemo, useRef } from 'react';
import { type LogFilter, LogTail } from '../../api/live/logs';
import { delay, schedule } from '../../api/live/start';
import { socketUrl } from '../../lib/root';

const options = {
  open: () => new WebSocket(socketUrl('api/v2/ws/logs')),
  schedule,
  delay,
};

/** The tail of the log while the page is shown. */
export function useTail(filter: LogFilter): LogTail {
  const first = useRef(filter);
  const tail = useMemo(() => new LogTail(options, first.current), []);
  useEffect(() => {
    tail.filter(filter);
    return () => tail.stop();
  }, [tail, filter]);
  return tail;
}
