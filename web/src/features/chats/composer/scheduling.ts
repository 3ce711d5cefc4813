import { type Later, scheduleFile, scheduleText } from '../../../api/queries/scheduled';
import type { Target } from '../../../api/queries/sending';
import { newKey } from '../outbox';
import { kindOf } from './kinds';

/** For tests. */
interface Calls {
  text: typeof scheduleText;
  file: typeof scheduleFile;
}

/**
 * Schedules a text, or files of which the first has it as its caption, and quotes what is answered: each
 * once, however often it is tried.
 */
export class Scheduling {
  readonly #to: Target;
  readonly #files: File[];
  readonly #calls: Calls;
  readonly #done = new Set<File>();
  readonly #keys = new Map<string, string>();

  constructor(
    to: Target,
    files: File[],
    calls: Calls = { text: scheduleText, file: scheduleFile },
  ) {
    this.#to = to;
    this.#files = files;
    this.#calls = calls;
  }

  /** The same values have the same key; others are another request. */
  #key(index: number, values: { text: string } & Later): string {
    const name = JSON.stringify([index, values]);
    const key = this.#keys.get(name) ?? newKey();
    this.#keys.set(name, key);
    return key;
  }

  async run(values: { text: string } & Later): Promise<void> {
    const { text, ...later } = values;
    const { replyTo: _, ...unquoted } = later;
    if (this.#files.length === 0) {
      await this.#calls.text(this.#to, text, later, this.#key(0, values));
      return;
    }
    for (const [index, file] of this.#files.entries()) {
      if (this.#done.has(file)) continue;
      const caption = index === 0 ? text.trim() : '';
      const attachment = { file, kind: kindOf(file.type), caption, isVoiceNote: false };
      await this.#calls.file(
        this.#to,
        attachment,
        index === 0 ? later : unquoted,
        this.#key(index, values),
      );
      this.#done.add(file);
    }
  }
}
