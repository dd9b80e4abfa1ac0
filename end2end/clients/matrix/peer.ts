// What the matrix asks of a client, whichever protocol and transport it has.

export interface Peer extends AsyncDisposable {
  /** The names of the tools. */
  tools(): Promise<string[]>;
  /** Calls a tool. Fails with an error that has the `code` and the `data` of the one that was answered. */
  call(tool: string, args?: Record<string, unknown>, options?: CallOptions): Promise<Result>;
  /** How often it was told that the list of tools has changed. */
  readonly listChanges: number;
}

export interface CallOptions {
  /** Aborted, it cancels the call. */
  signal?: AbortSignal;
  onProgress?: (progress: number) => void;
}

export interface Result {
  content: { type: string; text?: string }[];
  isError?: boolean;
}

/** Calls a tool that answers one text. */
export async function text(peer: Peer, tool: string, args: Record<string, unknown> = {}): Promise<string> {
  const { content } = await peer.call(tool, args);
  const [only] = content;
  if (content.length !== 1 || only?.text === undefined) {
    throw new Error(`${tool} did not answer one text: ${JSON.stringify(content)}`);
  }
  return only.text;
}
