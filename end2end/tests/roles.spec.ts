// What the roles see and may do.

import { demo as declared } from '../fixtures/declaration.ts';
import { binary } from '../fixtures/gateway.ts';
import { expect, test } from '../fixtures/test.ts';

const password = 'a long enough password';
const viewer = { email: 'vera@example.com', password };
const member = { email: 'max@example.com', password };

test.use({
  declaration: {
    ...declared(binary),
    users: {
      ...declared(binary).users,
      [viewer.email]: { name: 'Vera', role: 'viewer', password },
      [member.email]: { name: 'Max', role: 'member', password },
    },
    servers: {
      ...declared(binary).servers,
      private: { command: binary, args: ['demo-server'], owner: 'ada@example.com' },
    },
  },
});

test('a viewer sees public things and finds no way to change them', async ({ app, start }) => {
  await app.goto('/login');
  await start.signIn(viewer);
  await app.open('Servers');
  await expect(app.row('demo')).toBeVisible();
  await expect(app.row('private')).toHaveCount(0);
  await expect(app.main.getByRole('link', { name: 'Add server' })).toHaveCount(0);
  await app.row('demo').getByRole('link', { name: 'demo' }).first().click();
  await app.expectPage('demo');
  await expect(app.main.getByRole('link', { name: 'Edit' })).toHaveCount(0);
});

test('a member keeps own servers by URL, and cannot have this machine run commands', async ({ app, start }) => {
  await app.goto('/login');
  await start.signIn(member);
  await app.goto('/servers/new');
  await expect(app.page.getByRole('radio', { name: /^Command/ })).toHaveCount(0);
  await app.fill({ Name: 'mine', URL: 'https://example.com/mcp' });
  await app.press('Add server');
  await app.expectPage('mine');
  await app.open('Servers');
  await expect(app.row('mine')).toBeVisible();
  await app.signOut();
  await start.signIn(viewer);
  await app.open('Servers');
  await expect(app.row('mine')).toHaveCount(0);
});
