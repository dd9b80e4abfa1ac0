// PyPI's mcp-proxy: as a client of an endpoint for programs that start commands, and as a server in front of one.

import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { expect, test } from '@playwright/test';

import { demo, key, onlyAda } from '../fixtures/declaration.ts';
import { Gateway, binary } from '../fixtures/gateway.ts';
import { HttpServer } from '../fixtures/http-server.ts';
import { McpClient } from '../fixtures/mcp.ts';

const doors = [
  { path: 'mcp', transport: 'streamablehttp' },
  { path: 'sse', transport: 'sse' },
] as const;

function proxy(): string {
  const program = process.env.METAMCP_MCP_PROXY;
  expect(program, 'METAMCP_MCP_PROXY is not set: run scripts/setup.sh test, then . scripts/env.sh').toBeTruthy();
  return program!;
}

for (const { path, transport } of doors) {
  test(`carries a client of commands to /${path}`, async () => {
    const gateway = await Gateway.start(demo(binary));
    const client = new Client({ name: 'behind-a-proxy', version: '1' });
    const url = `${gateway.url}/metamcp/dev/${path}`;
    const authorization = ['-H', 'Authorization', `Bearer ${key}`];
    await client.connect(
      new StdioClientTransport({
        command: proxy(),
        args: ['--transport', transport, ...authorization, url],
        stderr: 'ignore',
      }),
    );
    const { tools } = await client.listTools();
    expect(tools.map((tool) => tool.name)).toContain('demo__add');
    const sum = await client.callTool({ name: 'demo__add', arguments: { a: 2, b: 3.5 } });
    expect(sum.structuredContent).toEqual({ sum: 5.5 });
    const failed = await client.callTool({ name: 'demo__fail', arguments: { reason: 'no paper' } });
    expect(failed).toMatchObject({ isError: true, content: [{ type: 'text', text: 'no paper' }] });
    await client.close();
    await gateway.dispose();
  });
}

test('serves a command that MetaMCP reaches over both of its transports', async () => {
  await using server = await HttpServer.start(
    proxy(),
    ['--port', '0', '--', binary, 'demo-server'],
    /running on (http:\/\/127\.0\.0\.1:\d+)/,
  );
  const origin = server.said[1];
  const gateway = await Gateway.start({
    ...onlyAda,
    servers: { streamable: { url: `${origin}/mcp/` }, lines: { url: `${origin}/sse`, type: 'SSE' } },
    namespaces: { all: { servers: ['streamable', 'lines'] } },
    endpoints: { all: { namespace: 'all', auth: 'none' } },
  });
  await using client = await McpClient.connect(gateway.endpoint('all'));
  const names = await client.tools();
  for (const name of ['streamable', 'lines']) {
    expect(names).toContain(`${name}__echo`);
    expect(await client.call(`${name}__echo`, { message: 'naïve 😀' })).toBe('naïve 😀');
  }
  await gateway.dispose();
});
