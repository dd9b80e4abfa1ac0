// The official client for 2026-07-28.

import { Client, type Transport } from '@modelcontextprotocol/client';

import { capabilities, complete, fillIn } from './answers.ts';
import type { CallOptions, Peer, Result } from './peer.ts';

const VERSION = '2026-07-28';

export class ModernPeer implements Peer {
  listChanges = 0;
  readonly #client: Client;

  private constructor(canBeAsked: boolean) {
    this.#client = new Client(
      { name: 'matrix', version: '1' },
      {
        capabilities: canBeAsked ? capabilities : {},
        listChanged: { tools: { autoRefresh: false, debounceMs: 0, onChanged: () => (this.listChanges += 1) } },
        versionNegotiation: { mode: { pin: VERSION } },
      },
    );
    if (canBeAsked) {
      this.#client.setRequestHandler('elicitation/create', async ({ params }) => fillIn(params));
      this.#client.setRequestHandler('sampling/createMessage', async ({ params }) => complete(params));
    }
  }

  static async connect(transport: Transport, canBeAsked: boolean): Promise<ModernPeer> {
    const peer = new ModernPeer(canBeAsked);
    await peer.#client.connect(transport);
    return peer;
  }

  async tools(): Promise<string[]> {
    return (await this.#client.listTools()).tools.map((tool) => tool.name);
  }

  async call(tool: string, args = {}, { signal, onProgress }: CallOptions = {}): Promise<Result> {
    const onprogress = onProgress && (({ progress }: { progress: number }) => onProgress(progress));
    return (await this.#client.callTool({ name: tool, arguments: args }, { signal, onprogress })) as Result;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.close();
  }
}
