// API keys: shown once, used, switched off, deleted.

import { demo as declared } from '../fixtures/declaration.ts';
import { binary } from '../fixtures/gateway.ts';
import { McpClient } from '../fixtures/mcp.ts';
import { expect, test } from '../fixtures/test.ts';

test.use({ declaration: declared(binary) });

test('a key is shown once, opens an endpoint, and is switched off and deleted', async ({ signedIn: app, gateway }) => {
  await app.open('API keys');
  await app.press('Create key');
  await app.expectProblem('Name', /required/);
  await app.fill({ Name: 'phone' });
  await app.press('Create key');
  await expect(app.main.getByText('The key phone is made')).toBeVisible();
  const key = await app.code('API key').innerText();
  expect(key).toMatch(/^sk_mt_\w{40,}$/);
  const dev = gateway.endpoint('dev');
  await using client = await McpClient.connect(dev, key);
  expect(await client.call('demo__echo', { message: 'hello' })).toBe('hello');

  await app.page.reload();
  await app.ready();
  await expect(app.main.getByText(/cannot be shown again/)).toBeVisible();
  expect(await app.page.content()).not.toContain(key);

  // The switch shows what is wanted before it is so.
  const answer = () =>
    McpClient.connect(dev, key).then(
      async (opened) => {
        await opened[Symbol.asyncDispose]();
        return 'opens';
      },
      (error) => error.code,
    );
  const toggle = app.main.getByRole('switch', { name: 'phone' });
  await toggle.click();
  await expect(toggle).toHaveAttribute('aria-checked', 'false');
  await expect.poll(answer).toBe(401);
  await expect(client.call('demo__echo', { message: 'still in?' })).rejects.toMatchObject({ code: 401 });
  await toggle.click();
  await expect(toggle).toHaveAttribute('aria-checked', 'true');
  await expect.poll(answer).toBe('opens');
  await using again = await McpClient.connect(dev, key);
  expect(await again.call('demo__echo', { message: 'again' })).toBe('again');

  await app.main.getByRole('link', { name: 'Delete phone' }).click();
  await app.press('Delete key');
  await app.expectNotice('Deleted.');
  await expect(toggle).toHaveCount(0);
  await expect(McpClient.connect(dev, key)).rejects.toMatchObject({ code: 401 });
});
