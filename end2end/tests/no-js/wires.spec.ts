// Recordings of the wires without JavaScript: as they are when the page is asked for.

import { demo as declared } from '../../fixtures/declaration.ts';
import { binary } from '../../fixtures/gateway.ts';
import { McpClient } from '../../fixtures/mcp.ts';
import { expect, test } from '../../fixtures/test.ts';

test.use({ declaration: { ...declared(binary), namespaces: { dev: { servers: ['demo'] } } } });

test('recording, looking, filtering and stopping work', async ({ signedIn: app, page, gateway }) => {
  await app.open('Wires');
  await app.field('Endpoint').selectOption({ label: 'open' });
  await app.press('Record');
  await app.expectPage('open');
  await using client = await McpClient.connect(gateway.endpoint('open'));
  await client.call('demo__add', { a: 1, b: 2 });
  const table = app.main.getByRole('table', { name: 'Time line' });
  await expect(async () => {
    await page.reload();
    await expect(table).toContainText('demo__add ok', { timeout: 500 });
  }).toPass();
  await app.main.getByRole('link', { name: 'servers', exact: true }).click();
  await expect(table).toContainText('gateway → demo');
  await expect(table).not.toContainText('client → gateway');
  await app.press('Stop');
  await expect(app.main.getByText('over', { exact: true })).toBeVisible();
});
