// The official client of the modern era (which also speaks the older one) at servers of each era and transport.

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

/** A client that answers whatever it is asked, as a person, a model and an editor would. */
async function connect(gateway: Gateway, server: Era, client: Era): Promise<Client> {
  const peer = new Client(
    { name: 'eras', version: '1' },
    {
      capabilities: { elicitation: {}, sampling: {}, roots: {} },
      versionNegotiation: { mode: client === 'modern' ? 'auto' : 'legacy' },
    },
  );
  peer.setRequestHandler('elicitation/create', async () => ({
    action: 'accept',
    content: { username: 'ada', email: 'ada@example.com', name: 'Ada' },
  }));
  peer.setRequestHandler('sampling/createMessage', async () => ({
    role: 'assistant',
    content: { type: 'text', text: 'Paris' },
    model: 'none',
  }));
  peer.setRequestHandler('roots/list', async () => ({ roots: [{ uri: 'file:///work', name: 'Work' }] }));
  await peer.connect(new StreamableHTTPClientTransport(new URL(gateway.endpoint(server))));
  return peer;
}

for (const server of eras) {
  for (const client of eras) {
    test(`a ${client} client at a ${server} server misses nothing`, async ({ gateway }) => {
      const peer = await connect(gateway, server, client);
      expect(peer.getNegotiatedProtocolVersion()).toBe(client === 'modern' ? '2026-07-28' : '2025-11-25');
      const call = async (tool: string, args: Record<string, unknown> = {}) => {
        const { content } = await peer.callTool({ name: `${server}__${tool}`, arguments: args });
        return JSON.stringify(content);
      };
      expect(await call('echo', { text: 'naïve 😀' })).toContain('naïve 😀');
      expect(await call('test_elicitation', { message: 'Who?' })).toContain('ada@example.com');
      expect(await call('test_sampling', { prompt: 'Capital?' })).toContain('Paris');
      expect(await call('ask_roots')).toContain('file:///work');

      const seen: number[] = [];
      await peer.callTool(
        { name: `${server}__test_tool_with_progress`, arguments: {} },
        { onprogress: ({ progress }) => seen.push(progress) },
      );
      expect(seen).toEqual([0, 50, 100]);

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
