// A server of each kind behind an endpoint of its name. All have the same tools, and prefix them with nothing.

import { resolve } from 'node:path';

import { onlyAda, type Declaration } from '../../fixtures/declaration.ts';
import { binary } from '../../fixtures/gateway.ts';
import { HttpServer } from '../../fixtures/http-server.ts';

const everything = resolve(binary, '../testkit-everything');

/** The kinds, as the tests name them, with their endpoints. */
export const servers = {
  stdio: 'stdio',
  'modern stdio': 'modern-stdio',
  SSE: 'sse',
  'Streamable legacy': 'streamable',
  modern: 'modern',
  nested: 'nested',
} as const;

export type ServerKind = keyof typeof servers;

/** Servers that run, and what a gateway is told of them. */
export class Servers implements AsyncDisposable {
  private constructor(
    readonly declaration: Declaration,
    readonly processes: HttpServer[],
  ) {}

  static async start(): Promise<Servers> {
    const [sse, streamable, modern] = await Promise.all([serve('legacy'), serve('legacy'), serve('modern')]);
    const names = Object.values(servers);
    const declaration: Declaration = {
      ...onlyAda,
      servers: {
        stdio: { command: everything, args: ['--stdio', '--era', 'legacy'] },
        'modern-stdio': { command: everything, args: ['--stdio', '--era', 'modern'] },
        sse: { url: `${origin(sse)}/sse`, type: 'SSE' },
        streamable: { url: `${origin(streamable)}/mcp` },
        modern: { url: `${origin(modern)}/mcp` },
        nested: { namespace: 'streamable' },
      },
      namespaces: Object.fromEntries(names.map((name) => [name, { servers: [name], naming: 'never' }])),
      endpoints: Object.fromEntries(names.map((name) => [name, { namespace: name, auth: 'none' }])),
    };
    return new Servers(declaration, [sse, streamable, modern]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.processes.map((process) => process[Symbol.asyncDispose]()));
  }
}

function serve(era: 'legacy' | 'modern'): Promise<HttpServer> {
  return HttpServer.start(everything, ['--era', era], /listening on (http:\/\/\S+)\/mcp/);
}

function origin(server: HttpServer): string {
  return server.said[1]!;
}
