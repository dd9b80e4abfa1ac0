// Namespaces: servers grouped, tools switched one by one and many at once.

import { demo as declared, key } from '../fixtures/declaration.ts';
import { binary } from '../fixtures/gateway.ts';
import { McpClient } from '../fixtures/mcp.ts';
import { expect, test } from '../fixtures/test.ts';

const twins = {
  ...declared(binary),
  servers: {
    demo: { command: binary, args: ['demo-server'] },
    twin: { command: binary, args: ['demo-server'] },
  },
};

test.use({ declaration: twins });

test('a namespace is created with servers in an order, changed and deleted', async ({ signedIn: app }) => {
  await app.open('Namespaces');
  await app.press('Create namespace');
  await app.expectPage('Create namespace');
  await app.fill({ Name: 'lab', Description: 'Both of them' });
  await app.page.getByRole('checkbox', { name: /^demo/ }).check();
  await app.page.getByRole('checkbox', { name: /^twin/ }).check();
  await app.page.getByRole('button', { name: 'Move twin up' }).click();
  await app.press('Create namespace');
  await app.expectPage('lab');
  const groups = app.main.getByRole('table', { name: 'Tools' }).locator('tr.row-group').getByRole('link');
  await expect(groups).toHaveText(['twin', 'demo']);

  await app.press('Edit');
  await app.expectPage('Edit namespace');
  await app.fill({ Name: 'laboratory' });
  await app.page.getByRole('checkbox', { name: /^twin/ }).uncheck();
  await app.press('Save');
  await app.expectPage('laboratory');
  await expect(groups).toHaveText(['demo']);

  await app.press('Delete');
  await app.press('Delete namespace');
  await app.expectPage('Namespaces');
  await expect(app.row('laboratory')).toHaveCount(0);
  await expect(app.row('dev')).toBeVisible();
});

test('a namespace that is published cannot be deleted, and says by what', async ({ signedIn: app }) => {
  await app.open('Namespaces');
  await app.act('dev', 'Delete');
  const answer = app.question('dev cannot be deleted yet');
  await expect(answer.getByRole('link', { name: 'open', exact: true })).toBeVisible();
  await expect(answer.getByRole('button')).toHaveCount(0);
});

test('names that clients could not use are refused beside the field', async ({ signedIn: app }) => {
  await app.goto('/namespaces/new');
  await app.fill({ Name: 'with a space' });
  await app.press('Create namespace');
  await app.expectProblem('Name', /use letters, digits/i);
  await app.fill({ Name: 'dev' });
  await app.press('Create namespace');
  await app.expectPage(/dev|Create namespace/);
});

test.describe('with a connected client', () => {
  test('many tools are switched at once, and a whole server too', async ({ signedIn: app, gateway }) => {
    await using client = await McpClient.connect(gateway.endpoint('dev'), key);
    const all = await client.tools();
    await app.open('Namespaces');
    await app.row('dev').getByRole('link', { name: 'dev', exact: true }).first().click();
    await app.expectPage('dev');

    await app.page.getByRole('checkbox', { name: 'Select add' }).check();
    await app.page.getByRole('checkbox', { name: 'Select fail' }).check();
    await expect(app.main.getByText('2 selected')).toBeVisible();
    await app.press('Turn off');
    await expect(app.main.getByRole('switch', { name: 'fail' })).toHaveAttribute('aria-checked', 'false');
    await expect.poll(() => client.tools()).toEqual(all.filter((name) => !/add|fail/.test(name)));

    await app.main.getByRole('switch', { name: 'demo', exact: true }).click();
    await expect.poll(() => client.tools()).toEqual([]);
    await app.main.getByRole('switch', { name: 'demo', exact: true }).click();
    await expect.poll(() => client.tools()).toHaveLength(3);
  });

  test('tools are searched by text, by pattern and by state', async ({ signedIn: app, gateway }) => {
    await using client = await McpClient.connect(gateway.endpoint('dev'), key);
    await client.tools();
    await app.open('Namespaces');
    await app.row('dev').getByRole('link', { name: 'dev', exact: true }).first().click();
    await app.expectPage('dev');
    const shown = app.main.getByRole('row').filter({ has: app.page.getByRole('checkbox') });
    await expect(shown).toHaveCount(5);
    await app.page.getByRole('searchbox').fill('slow');
    await expect(shown).toHaveCount(1);
    await app.page.getByRole('searchbox').fill('/^(add|now)$/');
    await expect(shown).toHaveCount(2);
    await app.page.getByRole('searchbox').fill('/(/');
    await expect(app.main.getByText('not a regular expression')).toBeVisible();
  });
});
