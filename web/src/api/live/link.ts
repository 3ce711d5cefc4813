import { createStore, type Store } from '../../lib/store';
import { type LiveEvent, readFrame } from './frames';

export type LinkState = 'connecting' | 'live' | 'offline';

export interface LinkOptions {
  open(): WebSocket;
  /** Gathered events, in the order of the log, each once. */
  onEvents(events: LiveEvent[]): void;
  /** Something may have been missed: what is shown must be read anew. */
  onGap(): void;
  /** What is in the log was repeated; events that are not in it may have been missed. */
  onResumed(): void;
  /** Calls back with the next picture of the screen. */
  schedule(flush: () => void): void;
  delay(attempt: number): number;
}

const UNAUTHORIZED = 4401;

/**
 * The one socket of the page. It resumes after the last event that it has seen, so that a server that
 * was restarted, or a laptop that slept, costs nothing; only where that is not known is all read anew.
 */
export class LiveLink {
  readonly state: Store<LinkState> = createStore<LinkState>('connecting');
  #options: LinkOptions;
  #socket: WebSocket | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #attempt = 0;
  #lastSeq: number | undefined;
  #isResuming = false;
  #isStopped = false;
  #gathered: LiveEvent[] = [];

  constructor(options: LinkOptions) {
    this.#options = options;
  }

  start(): void {
    this.#isStopped = false;
    this.#connect();
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
  }

  /** Connects at once, as when the browser reports that it is online again. */
  retryNow(): void {
    if (this.#isStopped || this.#socket) return;
    clearTimeout(this.#timer);
    this.#attempt = 0;
    this.#connect();
  }

  #connect(): void {
    const socket = this.#options.open();
    this.#socket = socket;
    socket.onopen = () => this.#subscribe(socket);
    socket.onmessage = message => {
      if (socket === this.#socket) this.#receive(socket, String(message.data));
    };
    socket.onclose = event => {
      if (socket === this.#socket) this.#lost(event.code);
    };
  }

  #subscribe(socket: WebSocket): void {
    const since = this.#lastSeq;
    this.#isResuming = since !== undefined;
    const place = since === undefined ? {} : { since };
    socket.send(JSON.stringify({ type: 'subscribe', channels: ['*'], ...place }));
  }

  #receive(socket: WebSocket, text: string): void {
    const frame = readFrame(text);
    if (frame.type === 'subscribed') {
      this.#attempt = 0;
      this.state.set('live');
      // Read before the subscription began, and possibly changed in between.
      if (this.#isResuming) this.#options.onResumed();
      else this.#options.onGap();
    } else if (frame.type === 'event') {
      this.#gather(frame.event);
    } else if (frame.type === 'error' && this.#isResuming) {
      this.#lastSeq = undefined;
      this.#subscribe(socket);
    }
  }

  #gather(event: LiveEvent): void {
    if (event.seq !== null) {
      if (this.#lastSeq !== undefined && event.seq <= this.#lastSeq) return;
      this.#lastSeq = event.seq;
    }
    this.#gathered.push(event);
    if (this.#gathered.length > 1) return;
    this.#options.schedule(() => {
      const events = this.#gathered;
      this.#gathered = [];
      this.#options.onEvents(events);
    });
  }

  #lost(code: number): void {
    this.#socket = undefined;
    if (this.#isStopped) return;
    this.state.set('offline');
    // The session has ended: reading anything anew leads to the sign-in.
    if (code === UNAUTHORIZED) this.#options.onGap();
    this.#timer = setTimeout(() => this.#connect(), this.#options.delay(this.#attempt));
    this.#attempt += 1;
  }
}
