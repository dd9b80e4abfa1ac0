// A namespace as a server of another: made, called, never in itself, not deleted as long as it is used.

import { demo as declared } from '../fixtures/declaration.ts';
import { binary } from '../fixtures/gateway.ts';
import { McpClient } from '../fixtures/mcp.ts';
import { expect, test } from '../fixtures/test.ts';
import { type App } from '../pages/app.ts';

const tools = ['echo', 'add', 'now', 'slow_count', 'fail'];
const behind = (prefix: string) => tools.map((tool) => `${prefix}__${tool}`);

async function chooseNamespace(app: App, name: string): Promise<void> {
  await app.page.getByRole('radio', { name: /^Namespace of this installation/ }).check();
  await app.field('Namespace').selectOption({ label: name });
}

test.describe('on a gateway with one namespace', () => {
  test.use({ declaration: declared(binary) });

  test('a namespace is put into another and its tools are called there', async ({ signedIn: app, gateway }) => {
    await app.goto('/servers/new');
    await expect(app.field('Command line')).toBeVisible();
    await expect(app.field('Namespace')).toBeHidden();
    await app.fill({ Name: 'team' });
    await chooseNamespace(app, 'dev');
    await expect(app.field('Command line')).toBeHidden();
    await expect(app.field('URL')).toBeHidden();
    await app.press('Add server');
    await app.expectPage('team');
    await expect(app.main.getByRole('link', { name: 'dev', exact: true })).toBeVisible();

    await app.createNamespace('lab', ['team']);
    await app.publish('lab');

    await using client = await McpClient.connect(gateway.endpoint('lab'));
    expect(await client.tools()).toEqual(behind('team__demo'));
    expect(await client.call('team__demo__add', { a: 1, b: 2 })).toContain('3');

    // One switch in each of the two.
    await app.open('Namespaces');
    await app.row('lab').getByRole('link', { name: 'lab', exact: true }).first().click();
    await app.expectPage('lab');
    await app.main.getByRole('switch', { name: 'demo__fail' }).click();
    await expect.poll(() => client.tools()).not.toContain('team__demo__fail');
    await app.open('Namespaces');
    await app.row('dev').getByRole('link', { name: 'dev', exact: true }).first().click();
    await app.expectPage('dev');
    await app.main.getByRole('switch', { name: 'now', exact: true }).click();
    await expect.poll(() => client.tools()).toEqual(behind('team__demo').filter((name) => !/now|fail/.test(name)));
    await expect(app.main.getByRole('link', { name: 'team', exact: true })).toBeVisible();

    await app.open('Servers');
    await expect(app.row('team')).toContainText('Namespace → dev');
    await app.main.getByRole('link', { name: /^Namespaces 1/ }).click();
    await expect(app.row('demo')).toHaveCount(0);
    await expect(app.row('team')).toBeVisible();
  });
});

test.describe('on a gateway with a namespace in another', () => {
  test.use({
    declaration: {
      ...declared(binary),
      servers: {
        demo: { command: binary, args: ['demo-server'] },
        team: { namespace: 'dev' },
        all: { namespace: 'lab' },
        spare: { command: binary, args: ['demo-server'] },
      },
      namespaces: { dev: { servers: ['demo', 'spare'] }, lab: { servers: ['team'] } },
    },
  });

  test('what would put a namespace into itself is refused with the way it would', async ({ signedIn: app }) => {
    await app.open('Namespaces');
    await app.act('dev', 'Edit');
    await app.expectPage('Edit namespace');
    await app.page.getByRole('checkbox', { name: /^all/ }).check();
    await app.press('Save');
    await expect(app.main.getByRole('group', { name: 'Servers' })).toContainText('dev → lab → dev');
    await expect(app.page.getByRole('checkbox', { name: /^all/ })).toBeChecked();

    await app.open('Servers');
    await app.act('spare', 'Edit');
    await app.expectPage('Edit server');
    await chooseNamespace(app, 'lab');
    await app.press('Save');
    await app.expectProblem('Namespace', /would put a namespace into itself.*dev → lab → dev/i);
    await chooseNamespace(app, 'dev');
    await app.press('Save');
    await app.expectProblem('Namespace', /dev → dev/);
  });

  test('a namespace that a server stands for cannot be deleted, and says for which', async ({ signedIn: app }) => {
    await app.open('Namespaces');
    await app.act('lab', 'Delete');
    const answer = app.question('lab cannot be deleted yet');
    await expect(answer).toContainText('These servers stand for it');
    await expect(answer.getByRole('button')).toHaveCount(0);
    await answer.getByRole('link', { name: 'all', exact: true }).click();
    await app.expectPage('all');
    await app.press('Delete');
    await app.press('Delete server');
    await app.expectPage('Servers');
    await app.open('Namespaces');
    await app.act('lab', 'Delete');
    await app.press('Delete namespace');
    await app.expectPage('Namespaces');
    await expect(app.row('lab')).toHaveCount(0);
  });

  test('what names a namespace is shown in quick connect without a connection', async ({ signedIn: app, quick }) => {
    await app.goto('/quick-connect');
    await quick.paste('{"mcpServers": {"everything": {"type": "namespace", "namespace": "dev"}}}');
    await expect(app.main.getByText('Is here already')).toBeVisible();
    for (const tool of ['demo__echo', 'spare__add']) {
      await expect(app.main.getByRole('listitem').getByText(tool, { exact: true })).toBeVisible();
    }
    await quick.publish();
    await expect(app.main).toContainText('everything__demo__echo');
  });
});
