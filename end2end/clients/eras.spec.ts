// The official client of the modern era, which also speaks the older one, at servers of each era: what the matrix
// (clients/matrix) does not try.

import { resolve } from 'node:path';

import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { expect, test as base } from '@playwright/test';

import { onlyAda, type Declaration } from '../fixtures/declaration.ts';
import { Gateway, binary } from '../fixtures/gateway.ts';

const everything = resolve(binary, '../testkit-everything');
const eras = ['legacy', 'modern'] as const;
type Era = (typeof eras)[number];

/** A command of each era behind an endpoint of its name. */
const declaration: Declaration = {
  ...onlyAda,
  servers: Object.fromEntries(eras.map((era) => [era, { command: everything, args: ['--stdio', '--era', era] }])),
  namespaces: Object.fromEntries(eras.map((era) => [era, { servers: [era] }])),
  endpoints: Object.fromEntries(eras.map((era) => [era, { namespace: era, auth: 'none' }])),
};

const test = base.extend<object, { gateway: Gateway }>({
  gateway: [
    async ({}, use) => {
      const gateway = await Gateway.start(declaration);
      await use(gateway);
      await gateway.dispose();
    },
    { scope: 'worker' },
  ],
});

/** A client with a folder of its own, as an editor has. */
async function connect(gateway: Gateway, server: Era, client: Era): Promise<Client> {
  const peer = new Client(
    { name: 'eras', version: '1' },
    {
      capabilities: { roots: {} },
      versionNegotiation: { mode: client === 'modern' ? 'auto' : 'legacy' },
    },
  );
  peer.setRequestHandler('roots/list', async () => ({ roots: [{ uri: 'file:///work', name: 'Work' }] }));
  await peer.connect(new StreamableHTTPClientTransport(new URL(gateway.endpoint(server))));
  return peer;
}

for (const server of eras) {
  for (const client of eras) {
    test(`a ${client} client at a ${server} server has roots, prompts and resources`, async ({ gateway }) => {
      const peer = await connect(gateway, server, client);
      expect(peer.getNegotiatedProtocolVersion()).toBe(client === 'modern' ? '2026-07-28' : '2025-11-25');
      const roots = await peer.callTool({ name: `${server}__ask_roots`, arguments: {} });
      expect(JSON.stringify(roots.content)).toContain('file:///work');

      const { prompts } = await peer.listPrompts();
      expect(prompts.map((prompt) => prompt.name)).toContain(`${server}__test_simple_prompt`);
      const prompt = await peer.getPrompt({
        name: `${server}__test_prompt_with_arguments`,
        arguments: { arg1: 'one', arg2: 'two' },
      });
      expect(JSON.stringify(prompt.messages)).toContain("arg1='one', arg2='two'");

      const { resources } = await peer.listResources();
      expect(resources.map((resource) => resource.uri)).toContain('test://static-text');
      const read = await peer.readResource({ uri: 'test://template/7/data' });
      expect(JSON.stringify(read.contents)).toContain('Data for ID: 7');
      await peer.close();
    });
  }
}
