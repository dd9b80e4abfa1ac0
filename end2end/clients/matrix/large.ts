// A text that is as long as wanted and nowhere alike, as the server's tool `large` makes it.

import { createHash } from 'node:crypto';

export const LARGE_BYTES = 20 * 1024 * 1024;

/** Bytes of a line with its end. */
const LINE = 80;

/** The text of so many bytes. */
export function numberedLines(bytes: number): string {
  const lines = Array.from(
    { length: Math.ceil(bytes / LINE) },
    (_, number) => `${String(number).padStart(LINE - 1, '0')}\n`,
  );
  return lines.join('').slice(0, bytes);
}

export function digest(of: string): string {
  return createHash('sha256').update(of).digest('hex');
}
