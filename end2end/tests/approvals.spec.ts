// Calls that wait until a person has seen their arguments: real calls of a client, decided on the page.

import { demo as declared } from '../fixtures/declaration.ts';
import { binary } from '../fixtures/gateway.ts';
import { look, themes } from '../fixtures/looks.ts';
import { McpClient } from '../fixtures/mcp.ts';
import { expect, test } from '../fixtures/test.ts';
import { type App } from '../pages/app.ts';

test.use({
  declaration: {
    ...declared(binary),
    namespaces: {
      dev: {
        servers: ['demo'],
        middleware: [{ kind: 'approval', writing: false, tools: ['demo__add', 'demo__echo'], seconds: 600 }],
      },
    },
  },
});

/** Opens the call that waits, by the number in the navigation. */
async function openWaiting(app: App, tool: string): Promise<void> {
  await app.navigation.getByRole('link', { name: 'Approvals 1 waiting' }).click();
  await app.expectPage('Approvals');
  await app.main.getByRole('link', { name: `Look at ${tool}` }).click();
  await app.expectPage(tool);
}

test('an approved call is made once, with what was shown', async ({ signedIn: app, gateway }) => {
  await using client = await McpClient.connect(gateway.endpoint('open'));
  const answer = client.call('demo__add', { a: 20, b: 3 });
  await openWaiting(app, 'demo__add');
  await expect(app.code('Arguments')).toHaveText(/"a": 20,\s+"b": 3/);
  await expect(app.fact('Client')).toHaveText('end2end 1.0.0');
  await expect(app.fact('In the name of')).toHaveText('anyone');
  await app.press('Approve');
  await app.expectNotice('The call goes on.');
  expect(await answer).toContain('23');
  await expect(app.navigation.getByRole('link', { name: 'Approvals', exact: true })).toBeVisible();
  await expect(app.main.getByRole('table', { name: 'Decided' })).toContainText('Ada');
});

test('a refused call is not made, and the model reads why', async ({ signedIn: app, gateway }) => {
  await using client = await McpClient.connect(gateway.endpoint('open'));
  const answer = client.call('demo__echo', { message: 'zero\u200bwidth' });
  await openWaiting(app, 'demo__echo');
  await expect(app.code('Arguments')).toContainText('zeroU+200Bwidth');
  await app.fill({ Reason: 'Ask Max first.' });
  await app.press('Refuse');
  await app.expectNotice('The call is refused.');
  expect(await answer).toContain('Ask Max first.');
});

test('a question whose client has left is taken back', async ({ signedIn: app, gateway }) => {
  await using client = await McpClient.connect(gateway.endpoint('open'));
  const leaving = new AbortController();
  const call = client.client.callTool({ name: 'demo__add', arguments: { a: 1, b: 1 } }, undefined, {
    signal: leaving.signal,
  });
  const left = expect(call).rejects.toThrow();
  await openWaiting(app, 'demo__add');
  leaving.abort();
  await left;
  await expect(app.main.getByText('There is nothing to decide about it any more.')).toBeVisible();
  await expect(app.main.getByRole('button', { name: 'Approve' })).toHaveCount(0);
});

for (const theme of themes) {
  test.describe(`in the ${theme} theme`, () => {
    test.use({ colorScheme: theme });

    test('a call that waits is accessible and fits', async ({ signedIn: app, page, gateway }) => {
      await using client = await McpClient.connect(gateway.endpoint('open'));
      const answer = client.call('demo__add', { a: 20, b: 3 });
      await openWaiting(app, 'demo__add');
      await look(page, 'approval', theme);
      await app.goto('/approvals');
      await look(page, 'approvals-waiting', theme);
      await app.main.getByRole('link', { name: 'Look at demo__add' }).click();
      await app.expectPage('demo__add');
      await app.press('Approve');
      await app.expectNotice('The call goes on.');
      expect(await answer).toContain('23');
      await look(page, 'approvals-decided', theme);
    });
  });
}
