// Deciding about calls without JavaScript.

import { demo as declared } from '../../fixtures/declaration.ts';
import { binary } from '../../fixtures/gateway.ts';
import { McpClient } from '../../fixtures/mcp.ts';
import { expect, test } from '../../fixtures/test.ts';

test.use({
  declaration: {
    ...declared(binary),
    namespaces: {
      dev: { servers: ['demo'], middleware: [{ kind: 'approval', writing: false, tools: ['demo__add'], seconds: 600 }] },
    },
  },
});

test('a call is looked at and approved', async ({ signedIn: app, gateway }) => {
  await using client = await McpClient.connect(gateway.endpoint('open'));
  const answer = client.call('demo__add', { a: 20, b: 3 });
  // The list is as it was when it was asked for: the call may be on its way.
  await expect(async () => {
    await app.goto('/approvals');
    await expect(app.main.getByRole('link', { name: 'Look at demo__add' })).toBeVisible({ timeout: 500 });
  }).toPass();
  await app.main.getByRole('link', { name: 'Look at demo__add' }).click();
  await app.expectPage('demo__add');
  await app.press('Approve');
  await app.expectNotice('The call goes on.');
  expect(await answer).toContain('23');
});
