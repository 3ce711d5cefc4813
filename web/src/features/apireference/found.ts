import type { Operation } from '../../api/operations';

/** The operations that have every word somewhere in their path, method or title. */
export function found(operations: Operation[], typed: string): Operation[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return operations.filter(({ key, title }) => {
    const text = `${key} ${title}`.toLowerCase();
    return words.every(word => text.includes(word));
  });
}
