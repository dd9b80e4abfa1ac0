// A program that speaks HTTP and no MCP.

import type { CallOptions, Peer, Result } from './peer.ts';

/** An answer that is no result. */
export class RestError extends Error {
  constructor(
    readonly status: number,
    readonly code: number,
    message: string,
    readonly data: unknown,
  ) {
    super(message);
  }
}

export class RestPeer implements Peer {
  /** Nobody can tell it anything. */
  readonly listChanges = 0;

  /** `url` is the one below which the tools are. */
  constructor(readonly url: string) {}

  async tools(): Promise<string[]> {
    const { paths } = (await (await fetch(`${this.url}/openapi.json`)).json()) as { paths: object };
    return Object.keys(paths).map((path) => path.slice(1));
  }

  async call(tool: string, args = {}, { signal }: CallOptions = {}): Promise<Result> {
    const answer = await fetch(`${this.url}/${tool}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(args),
      signal,
    });
    const body = await answer.json();
    if (!answer.ok) {
      const { code, message, data } = body.error;
      throw new RestError(answer.status, code, message, data);
    }
    return body;
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}
