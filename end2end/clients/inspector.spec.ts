// The inspector's command line, with which people try servers out.

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

import { expect, test as base } from '@playwright/test';

import { demo, key } from '../fixtures/declaration.ts';
import { Gateway, binary } from '../fixtures/gateway.ts';

const inspector = resolve(
  import.meta.dirname,
  '../inspector/node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js',
);

type Inspect = (door: 'mcp' | 'sse', method: string, ...options: string[]) => Promise<any>;

const test = base.extend<{ inspect: Inspect }, { gateway: Gateway }>({
  gateway: [
    async ({}, use) => {
      const declared = demo(binary);
      const everything = resolve(binary, '../testkit-everything');
      const gateway = await Gateway.start({
        ...declared,
        servers: { ...declared.servers, every: { command: everything, args: ['--stdio'] } },
        namespaces: { dev: { servers: ['demo', 'every'] } },
      });
      await use(gateway);
      await gateway.dispose();
    },
    { scope: 'worker' },
  ],

  /** Runs a method at a door of the endpoint and returns what was printed. */
  inspect: async ({ gateway }, use) => {
    expect(existsSync(inspector), 'the inspector is not installed: run npm ci --prefix end2end/inspector').toBe(true);
    // It keeps a list of servers in the home folder.
    const home = await mkdtemp(join(tmpdir(), 'metamcp-inspector-'));
    await use(async (door, method, ...options) => {
      const transport = door === 'mcp' ? 'http' : 'sse';
      const { stdout } = await promisify(execFile)(
        process.execPath,
        [
          inspector,
          '--cli',
          `${gateway.url}/metamcp/dev/${door}`,
          '--transport',
          transport,
          '--header',
          `Authorization: Bearer ${key}`,
          '--method',
          method,
          ...options,
        ],
        { env: { PATH: process.env.PATH, HOME: home } },
      );
      return JSON.parse(stdout);
    });
    await rm(home, { recursive: true });
  },
});

for (const door of ['mcp', 'sse'] as const) {
  test(`shows at /${door} what the endpoint has`, async ({ inspect }) => {
    const [{ tools }, { resources }, { resourceTemplates }, { prompts }] = await Promise.all([
      inspect(door, 'tools/list'),
      inspect(door, 'resources/list'),
      inspect(door, 'resources/templates/list'),
      inspect(door, 'prompts/list'),
    ]);
    expect(tools.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining(['demo__add', 'every__echo']),
    );
    expect(resources.map(({ uri }: { uri: string }) => uri)).toContain('test://static-text');
    expect(resourceTemplates.map(({ uriTemplate }: { uriTemplate: string }) => uriTemplate)).toContain(
      'test://template/{id}/data',
    );
    expect(prompts.map(({ name }: { name: string }) => name)).toContain('every__test_simple_prompt');
  });

  test(`calls at /${door} a tool, reads a resource and fills in a prompt`, async ({ inspect }) => {
    const [sum, read, prompt] = await Promise.all([
      inspect(door, 'tools/call', '--tool-name', 'demo__add', '--tool-arg', 'a=2', 'b=3'),
      inspect(door, 'resources/read', '--uri', 'test://template/7/data'),
      inspect(
        door,
        'prompts/get',
        '--prompt-name',
        'every__test_prompt_with_arguments',
        '--prompt-args',
        'arg1=one',
        'arg2=two',
      ),
    ]);
    expect(sum.structuredContent).toEqual({ sum: 5 });
    expect(JSON.stringify(read.contents)).toContain('Data for ID: 7');
    expect(prompt.messages[0].content.text).toContain("arg1='one', arg2='two'");
  });
}
