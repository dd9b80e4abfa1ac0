// Servers that are started by something that stays their parent, as in most configurations: nothing of a tree is left.

import { expect, test } from '@playwright/test';

import type { Declaration } from '../fixtures/declaration.ts';
import { Gateway, binary, root } from '../fixtures/gateway.ts';
import { McpClient } from '../fixtures/mcp.ts';
import { descendants, isRunning } from '../fixtures/process.ts';

type Server = NonNullable<Declaration['servers']>[string];

interface Tree {
  server: Server;
  /** A tool, and arguments that it takes. */
  tool: [string, Record<string, unknown>];
  /** How many processes there are at least. */
  size: number;
}

/** A job in the background reads nothing unless it is told what. */
const IN_THE_BACKGROUND = 'exec 3<&0; sleep 600 & "$0" demo-server <&3 & wait';

const trees: Record<string, Tree> = {
  npx: {
    server: { command: 'npx', args: ['--offline', '--prefix', root, 'mcp-server-everything', 'stdio'] },
    tool: ['echo', { message: 'hello' }],
    size: 3,
  },
  uv: {
    server: {
      command: 'uv',
      args: ['run', '--offline', '--no-project', '--python', process.env.METAMCP_PYTHON!, '-m', 'mcp_server_time'],
    },
    tool: ['get_current_time', { timezone: 'Europe/Oslo' }],
    size: 2,
  },
  'a shell with jobs': {
    server: { command: 'sh', args: ['-c', IN_THE_BACKGROUND, binary] },
    tool: ['echo', { message: 'hello' }],
    size: 3,
  },
};

/** The processes of the one server, its own first. */
function tree(gateway: Gateway): number[] {
  const trees = descendants(gateway.pid).map((pid) => [pid, ...descendants(pid)]);
  return trees.sort((one, other) => other.length - one.length)[0] ?? [];
}

for (const [name, { server, tool, size }] of Object.entries(trees)) {
  const declaration: Declaration = {
    servers: { tree: { ...server, connections: { spares: 0 } } },
    namespaces: { dev: { servers: ['tree'] } },
    endpoints: { dev: { namespace: 'dev', auth: 'none' } },
  };
  const call = (client: McpClient) => client.call(`tree__${tool[0]}`, tool[1]);

  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    test(`nothing of ${name} outlives ${signal} of the gateway`, async () => {
      const gateway = await Gateway.start(declaration);
      try {
        const client = await McpClient.connect(gateway.endpoint('dev'));
        await call(client);
        expect(tree(gateway).length).toBeGreaterThanOrEqual(size);
        await client.client.close();
        await gateway.stop(signal);
      } finally {
        await gateway.dispose();
      }
    });
  }

  test(`nothing of ${name} outlives the death of what was started, and the next call has another one`, async () => {
    const gateway = await Gateway.start(declaration);
    try {
      await using client = await McpClient.connect(gateway.endpoint('dev'));
      await call(client);
      const before = tree(gateway);
      expect(before.length).toBeGreaterThanOrEqual(size);
      process.kill(before[0]!, 'SIGKILL');
      await expect.poll(() => before.filter(isRunning)).toEqual([]);
      await call(client);
      expect(tree(gateway).length).toBeGreaterThanOrEqual(size);
    } finally {
      await gateway.dispose();
    }
  });
}
