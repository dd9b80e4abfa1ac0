// What passes on both wires: real traffic of the official client, watched live, kept, and replayed.

import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

import { demo as declared } from '../fixtures/declaration.ts';
import { binary } from '../fixtures/gateway.ts';
import { look, themes } from '../fixtures/looks.ts';
import { McpClient } from '../fixtures/mcp.ts';
import { expect, test } from '../fixtures/test.ts';
import { type App } from '../pages/app.ts';

test.use({ declaration: { ...declared(binary), namespaces: { dev: { servers: ['demo'] } } } });

/** Begins to record what passes at an endpoint. */
async function record(app: App, endpoint: string): Promise<void> {
  await app.open('Wires');
  await app.expectPage('Wires');
  await app.field('Endpoint').selectOption({ label: endpoint });
  await app.press('Record');
  await app.expectPage(endpoint);
}

test('traffic is watched live on both wires, and the slow stage is found', async ({ signedIn: app, gateway }) => {
  await record(app, 'open');
  await using client = await McpClient.connect(gateway.endpoint('open'));
  await client.call('demo__slow_count', { to: 1, interval_ms: 400 });
  const rows = app.main.getByRole('table', { name: 'Time line' }).getByRole('row');
  // Without a reload: the client's request, what the server got of it, its answer, and the end of the call.
  const sent = rows.filter({ hasText: 'gateway → demo' }).filter({ hasText: 'tools/call slow_count' });
  await expect(sent).toContainText('rewritten: /id, /params/name');
  await expect(rows.filter({ hasText: 'client → gateway' }).filter({ hasText: 'tools/call demo__slow_count' })).toBeVisible();
  const call = rows.filter({ hasText: 'demo__slow_count ok' });
  await expect(call).toContainText(/server (4\d\d|5\d\d)\.\d ms/);

  // One exchange, with everything that was done for its sake and nothing else.
  await call.getByRole('link', { name: /everything of exchange/ }).click();
  await expect(rows.filter({ hasText: 'initialize' })).toHaveCount(0);
  await expect(sent).toBeVisible();
  await sent.getByRole('link', { name: /tools\/call/ }).click();
  await app.expectPage(/tools\/call slow_count/);
  await expect(app.code('Text')).toContainText('"name":"slow_count"');
  await expect(app.main.getByText('/params/name')).toBeVisible();
});

test('one session is watched from its endpoint, and no other is seen', async ({ signedIn: app, gateway }) => {
  await using watched = await McpClient.connect(gateway.endpoint('open'));
  await watched.tools();
  await app.open('Endpoints');
  await app.main.getByRole('link', { name: 'open', exact: true }).click();
  await app.press(/Watch end2end/);
  await app.expectPage('open');
  await using other = await McpClient.connect(gateway.endpoint('open'));
  await other.call('demo__echo', { message: 'of somebody else' });
  await watched.call('demo__echo', { message: 'watched' });
  const table = app.main.getByRole('table', { name: 'Time line' });
  await expect(table).toContainText('demo__echo ok');
  await expect(table).not.toContainText('of somebody else');
  await app.press('Stop');
  await expect(app.main.getByText('over', { exact: true })).toBeVisible();
  await app.press('Forget');
  await app.expectNotice('Deleted.');
  await expect(app.main.getByText('Nothing was recorded')).toBeVisible();
});

test('a recording is replayed as a test, which fails after a tool has changed', async ({ signedIn: app, page, gateway }) => {
  await record(app, 'open');
  {
    await using client = await McpClient.connect(gateway.endpoint('open'));
    await client.call('demo__add', { a: 20, b: 3 });
    await client.call('demo__echo', { message: 'hello' });
  }
  await expect(app.main.getByRole('table', { name: 'Time line' })).toContainText('demo__echo ok');
  const downloading = page.waitForEvent('download');
  await app.main.getByRole('link', { name: 'Download' }).click();
  const file = await (await downloading).path();
  expect(await readFile(file, 'utf8')).not.toContain('mcp-session-id: ');
  const replay = () => promisify(execFile)(binary, ['replay', file, gateway.endpoint('open')]);
  expect((await replay()).stdout).toContain('0 different');

  // The tool is not what it was: another server of that name has it now.
  await gateway.apply({
    ...declared(binary),
    namespaces: { dev: { servers: [{ name: 'demo', tools: { add: false } }] } },
  });
  await expect(async () => {
    const failed = await replay().catch((error: { stdout: string; stderr: string }) => error);
    expect(failed.stdout).toContain('different  tools/call demo__add');
    expect(failed.stdout).toContain('same       tools/call demo__echo');
    expect(failed.stderr).toContain('one answer is different');
  }).toPass();
});

for (const theme of themes) {
  test.describe(`in the ${theme} theme`, () => {
    test.use({ colorScheme: theme });

    test('a time line is accessible and fits', async ({ signedIn: app, page, gateway }) => {
      await record(app, 'open');
      await using client = await McpClient.connect(gateway.endpoint('open'));
      await client.call('demo__add', { a: 1, b: 2 });
      await client.call('demo__fail', {});
      await expect(app.main.getByRole('table', { name: 'Time line' })).toContainText('demo__fail');
      await look(page, 'wires-time-line', theme);
      await app.main.getByRole('link', { name: /tools\/call demo__add/ }).first().click();
      await app.expectPage(/tools\/call demo__add/);
      await look(page, 'wires-entry', theme);
      await app.goto('/wires');
      await look(page, 'wires', theme);
    });
  });
}
