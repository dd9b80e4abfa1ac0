// The official client for versions up to 2025-11-25, over any of its transports.

import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { type Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { CreateMessageRequestSchema, ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';

import { capabilities, complete, fillIn } from './answers.ts';
import type { CallOptions, Peer, Result } from './peer.ts';

export class SdkPeer implements Peer {
  listChanges = 0;
  readonly #client: Client;
  readonly #transport: Transport;

  private constructor(transport: Transport, canBeAsked: boolean) {
    this.#transport = transport;
    this.#client = new Client(
      { name: 'matrix', version: '1' },
      {
        capabilities: canBeAsked ? capabilities : {},
        listChanged: { tools: { autoRefresh: false, debounceMs: 0, onChanged: () => (this.listChanges += 1) } },
      },
    );
    if (canBeAsked) {
      this.#client.setRequestHandler(ElicitRequestSchema, ({ params }) => fillIn(params));
      this.#client.setRequestHandler(CreateMessageRequestSchema, ({ params }) => complete(params));
    }
  }

  static async connect(transport: Transport, canBeAsked: boolean): Promise<SdkPeer> {
    const peer = new SdkPeer(transport, canBeAsked);
    await peer.#client.connect(transport);
    return peer;
  }

  async tools(): Promise<string[]> {
    return (await this.#client.listTools()).tools.map((tool) => tool.name);
  }

  async call(tool: string, args = {}, { signal, onProgress }: CallOptions = {}): Promise<Result> {
    const onprogress = onProgress && (({ progress }: { progress: number }) => onProgress(progress));
    return (await this.#client.callTool({ name: tool, arguments: args }, undefined, { signal, onprogress })) as Result;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#transport instanceof StreamableHTTPClientTransport) {
      await this.#transport.terminateSession();
    }
    await this.#client.close();
  }
}
