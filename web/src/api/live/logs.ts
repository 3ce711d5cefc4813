import { createStore, type Store } from '../../lib/store';

export const LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type Level = (typeof LEVELS)[number];

export interface LogLine {
  /** Counted by the page: two lines may be equal. */
  number: number;
  service: string;
  level: Level;
  timestamp: string;
  message: string;
  metadata: Record<string, unknown>;
}

export interface LogFilter {
  services: string[];
  level: Level;
  search: string;
  /** Only lines about this one. */
  instance?: string;
}

export interface TailState {
  isLive: boolean;
  /** The last connection was lost, or could not be made. */
  isLost: boolean;
  isPaused: boolean;
  lines: LogLine[];
  /** Lines that arrived while the tail is paused. */
  held: number;
  /** Lines that the server could not send in time. */
  missed: number;
}

export interface TailOptions {
  open(): WebSocket;
  schedule(flush: () => void): void;
  delay(attempt: number): number;
}

/** The newest lines are kept; a page that shows more is slow, and no one reads it. */
export const MOST_LINES = 1_000;
const EARLIER = 200;

/** The live tail of the server's log. */
export class LogTail {
  readonly state: Store<TailState> = createStore<TailState>({
    isLive: false,
    isLost: false,
    isPaused: false,
    lines: [],
    held: 0,
    missed: 0,
  });
  #options: TailOptions;
  #filter: LogFilter;
  #socket: WebSocket | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #attempt = 0;
  #count = 0;
  #gathered: LogLine[] = [];
  #isScheduled = false;

  constructor(options: TailOptions, filter: LogFilter) {
    this.#options = options;
    this.#filter = filter;
  }

  start(): void {
    const socket = this.#options.open();
    this.#socket = socket;
    socket.onopen = () => {
      this.#attempt = 0;
      this.#clear();
      this.#change({ isLive: true, isLost: false });
      const { services, level, search, instance } = this.#filter;
      const about = instance ? { instanceId: instance } : {};
      // Not as a filter behind it: the earlier lines would be sent before it, whatever they contain.
      const words = search ? { search } : {};
      const wanted = { services, level, tail: EARLIER, ...words, ...about };
      socket.send(JSON.stringify({ type: 'subscribe', ...wanted }));
    };
    socket.onmessage = message => {
      if (socket === this.#socket) this.#receive(String(message.data));
    };
    socket.onclose = () => {
      if (socket !== this.#socket) return;
      this.#change({ isLive: false, isLost: true });
      this.#timer = setTimeout(() => this.start(), this.#options.delay(this.#attempt));
      this.#attempt += 1;
    };
  }

  stop(): void {
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
  }

  /** Connects at once, without waiting for the next attempt. */
  retryNow(): void {
    this.#attempt = 0;
    this.stop();
    this.start();
  }

  /** Subscribes anew, so that earlier lines that match are shown, too. */
  filter(filter: LogFilter): void {
    this.#filter = filter;
    this.stop();
    this.start();
  }

  pause(isPaused: boolean): void {
    this.#change({ isPaused });
    if (!isPaused) this.#flush();
  }

  #receive(text: string): void {
    let frame: { type?: unknown; count?: unknown } | null;
    try {
      frame = JSON.parse(text);
    } catch {
      return;
    }
    if (frame?.type === 'missed' && typeof frame.count === 'number') {
      this.#change({ missed: this.state.get().missed + frame.count });
    }
    if (frame?.type !== 'log') return;
    this.#count += 1;
    this.#gathered.push({ ...(frame as unknown as LogLine), number: this.#count });
    if (this.#gathered.length > MOST_LINES) this.#gathered.shift();
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#options.schedule(() => {
      this.#isScheduled = false;
      if (this.state.get().isPaused) this.#change({ held: this.#gathered.length });
      else this.#flush();
    });
  }

  #flush(): void {
    const lines = [...this.state.get().lines, ...this.#gathered].slice(-MOST_LINES);
    this.#gathered = [];
    this.#change({ lines, held: 0 });
  }

  #clear(): void {
    this.#gathered = [];
    this.#change({ lines: [], held: 0, missed: 0 });
  }

  #change(change: Partial<TailState>): void {
    this.state.set({ ...this.state.get(), ...change });
  }
}
