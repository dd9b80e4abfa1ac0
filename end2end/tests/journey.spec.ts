// The main job: from the first run to a tool that is called, and one that is switched off.

import { join } from 'node:path';

import { ada } from '../fixtures/declaration.ts';
import { root } from '../fixtures/gateway.ts';
import { McpClient } from '../fixtures/mcp.ts';
import { expect, test } from '../fixtures/test.ts';
import { type App } from '../pages/app.ts';
import { type QuickConnect } from '../pages/quick-connect.ts';

const clients = [
  'Claude Code',
  'Cursor',
  'VS Code',
  'Claude Desktop',
  'Cline',
  'Windsurf',
  'Continue',
  'Zed',
  'curl',
];

const everything = join(root, 'node_modules/@modelcontextprotocol/server-everything/dist/index.js');

test.beforeEach(async ({ app, start }) => {
  await app.goto('/');
  await start.createAdministrator(ada);
});

test('with the built-in demo server', async ({ app, quick }) => {
  await quick.useDemo();
  await quick.expectTools(['echo', 'add', 'now', 'slow_count', 'fail']);
  await publishCallAndSwitchOff(app, quick, { tool: 'echo', other: 'add' });
  await app.signOut();
  await app.goto('/servers');
  await app.expectPage('Sign in');
});

test('with a server of the registry, pasted as a command', async ({ app, quick }) => {
  await quick.paste(`node ${everything} stdio`);
  await quick.expectTools(['echo']);
  await publishCallAndSwitchOff(app, quick, { tool: 'echo', other: 'get-sum' });
});

test('without a client: a tool is called on the page', async ({ app, quick }) => {
  await quick.useDemo();
  await quick.expectTools(['echo', 'add']);
  await quick.publish();
  await quick.expectWaiting();

  await quick.chooseTool('demo__add');
  await expect(app.field('Arguments')).toHaveValue('{\n  "a": 0,\n  "b": 0\n}');
  await quick.callTool('{"a": 2, "b": ');
  await app.expectProblem('Arguments', /not JSON; look at line 1/);
  await quick.expectWaiting();

  await quick.callTool('{"a": 2, "b": 40}');
  await expect(quick.answer).toHaveText('42');
  await quick.expectFirstCall('demo__add');
  await expect(app.main.getByText(/MetaMCP dashboard/)).toBeVisible();
  await expect(app.field('Arguments')).toHaveValue('{"a": 2, "b": 40}');

  await quick.chooseTool('demo__fail');
  await quick.callTool();
  await expect(app.main.getByText('The tool said it failed')).toBeVisible();
  await expect(quick.answer).toHaveText(/fail/);
  await quick.expectFirstCall('demo__add');
});

async function publishCallAndSwitchOff(
  app: App,
  quick: QuickConnect,
  { tool, other }: { tool: string; other: string },
): Promise<void> {
  const { url, key } = await quick.publish();
  for (const client of clients) {
    const snippet = await quick.snippet(client);
    expect(snippet).toContain(url);
    expect(snippet).toContain(key);
  }
  await quick.expectWaiting();

  await using client = await McpClient.connect(url, key);
  const tools = await client.tools();
  const [exposed, exposedOther] = [tool, other].map((name) => tools.find((listed) => listed.endsWith(`__${name}`))!);
  expect(await client.call(exposed!, { message: 'hello' })).toContain('hello');
  // The page says so by itself.
  await quick.expectFirstCall(exposed!);
  await expect(app.main.getByText(/end2end/)).toBeVisible();

  await app.press('Choose which tools are on');
  const toggle = app.main.getByRole('switch', { name: new RegExp(other) });
  await expect(toggle).toHaveAttribute('aria-checked', 'true');
  await app.ready();
  await toggle.click();
  await expect(toggle).toHaveAttribute('aria-checked', 'false');
  await expect.poll(() => client.listChanges, 'the client is told').toBeGreaterThan(0);
  expect(await client.tools()).toEqual(tools.filter((name) => name !== exposedOther));

  const announced = client.listChanges;
  await toggle.click();
  await expect(toggle).toHaveAttribute('aria-checked', 'true');
  await expect.poll(() => client.listChanges).toBeGreaterThan(announced);
  expect(await client.tools()).toEqual(tools);
}
