// The main job once more, with JavaScript switched off: links and forms only.

import { ada } from '../../fixtures/declaration.ts';
import { McpClient } from '../../fixtures/mcp.ts';
import { expect, test } from '../../fixtures/test.ts';

test('from the first run to a tool that is switched off', async ({ app, start, quick }) => {
  await app.goto('/');
  await start.createAdministrator(ada);
  await quick.useDemo();
  await quick.expectTools(['echo', 'add']);
  const { url, key } = await quick.publish();
  expect(await quick.snippet('Cursor')).toContain(url);

  await using client = await McpClient.connect(url, key);
  expect(await client.call('demo__echo', { message: 'hello' })).toBe('hello');
  await app.press('Look again');
  await quick.expectFirstCall('demo__echo');

  await app.press('Choose which tools are on');
  const toggle = app.main.getByRole('switch', { name: /add/ });
  await toggle.click();
  await expect(toggle).toHaveAttribute('aria-checked', 'false');
  await expect.poll(() => client.listChanges).toBeGreaterThan(0);
  expect(await client.tools()).not.toContain('demo__add');
  await app.signOut();
});

test('a tool is called on the page', async ({ app, start, quick }) => {
  await app.goto('/');
  await start.createAdministrator(ada);
  await quick.useDemo();
  await quick.expectTools(['echo', 'add']);
  await quick.publish();
  await quick.snippet('Cursor');
  await quick.chooseTool('demo__add');
  await expect(app.code('Cursor')).toBeVisible();
  await expect(app.field('Arguments')).toHaveValue('{\n  "a": 0,\n  "b": 0\n}');
  await quick.callTool('["planted"]');
  await app.expectProblem('Arguments', /JSON object/);
  await expect(app.field('Arguments')).toHaveValue('["planted"]');
  expect(app.page.url(), 'arguments may be secret').not.toContain('planted');
  await quick.callTool('{"a": 2, "b": 40}');
  await expect(quick.answer).toHaveText('42');
  await quick.expectFirstCall('demo__add');
});

test('wrong passwords and bad input keep what was typed and say what is wrong', async ({ app, start }) => {
  await app.goto('/setup');
  await start.createAdministrator({ ...ada, password: 'short' });
  await expect(app.field('Email')).toHaveValue(ada.email);
  await expect(app.field('Password')).toHaveValue('');
  await app.expectProblem('Password', /12|characters/);

  await start.createAdministrator(ada);
  await app.expectPage('Quick connect');
  await app.signOut();
  await start.signIn({ ...ada, password: 'not the right one' });
  await app.expectAlert('Email or password is not right.');
  await expect(app.field('Email')).toHaveValue(ada.email);
});
