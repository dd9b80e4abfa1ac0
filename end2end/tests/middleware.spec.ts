// What a namespace does with calls: added, set, put in order, switched and taken back on its page.

import { demo as declared } from '../fixtures/declaration.ts';
import { binary } from '../fixtures/gateway.ts';
import { expect, test } from '../fixtures/test.ts';
import { type App } from '../pages/app.ts';

test.use({ declaration: declared(binary) });

async function openChain(app: App): Promise<void> {
  await app.open('Namespaces');
  await app.row('dev').getByRole('link', { name: 'dev', exact: true }).first().click();
  await app.expectPage('dev');
  await app.press('Middleware');
  await app.expectPage('Middleware');
}

async function add(app: App, kind: string): Promise<void> {
  await app.main.getByRole('button', { name: `Add ${kind}`, exact: true }).click();
  await app.expectPage(kind);
}

/** What is done, in order, behind what is always done. */
async function expectChain(app: App, links: (string | RegExp)[]): Promise<void> {
  const rows = app.main.getByRole('list').first().locator('> li');
  await expect(rows).toHaveText([/Switched-off tools/, /Overrides/, /Arguments set here/, ...links]);
}

test('the first link is added, set, and says what it does', async ({ signedIn: app }) => {
  await openChain(app);
  await expectChain(app, []);
  await expect(app.main.getByText('Nothing else happens to calls.')).toBeVisible();
  await add(app, 'Rate limit');
  await app.fill({ Requests: '0' });
  await app.press('Save');
  await app.expectProblem('Requests', /from 1 to 1000000/);
  await app.fill({ Requests: '5' });
  await app.field('Counted for').selectOption({ label: 'each key' });
  await app.press('Save');
  await app.expectPage('Middleware');
  await expectChain(app, [/Rate limit.*5 requests in 60 s for each key/]);
  await expect(app.main.getByText('Nothing else happens to calls.')).toBeHidden();
});

test('links are put in order, switched, removed and brought back', async ({ signedIn: app }) => {
  await openChain(app);
  for (const kind of ['Filter', 'Cache']) {
    await add(app, kind);
    await app.press('Back to the chain');
    await app.expectPage('Middleware');
  }
  await expectChain(app, [/Filter/, /Cache/]);
  await app.main.getByRole('button', { name: 'Move Cache up' }).click();
  await expectChain(app, [/Cache/, /Filter/]);

  const cache = app.main.getByRole('switch', { name: 'Cache: on or off' });
  await expect(cache).toBeChecked();
  await cache.click();
  await expect(cache).not.toBeChecked();

  await app.main.getByRole('button', { name: 'Remove Filter' }).click();
  await expectChain(app, [/Cache/]);
  await app.press('Undo the last change');
  await app.expectNotice('Saved');
  await expectChain(app, [/Cache/, /Filter/]);
});

test('what cannot work yet says so until it is finished', async ({ signedIn: app }) => {
  await openChain(app);
  await add(app, 'Webhook');
  await app.press('Back to the chain');
  await app.expectPage('Middleware');
  await expectChain(app, [/Webhook.*not finished/]);
  await expect(app.main.getByRole('switch')).toHaveCount(0);
  await app.main.getByRole('link', { name: 'Edit Webhook' }).click();
  await app.expectPage('Webhook');
  await app.fill({ URL: 'https://example.com/hook' });
  await app.press('Save');
  await app.expectPage('Middleware');
  const hook = app.main.getByRole('switch', { name: 'Webhook: on or off' });
  await expect(hook).not.toBeChecked();
  await hook.click();
  await expect(hook).toBeChecked();
});

test('an expression that is none is said beside its field', async ({ signedIn: app }) => {
  await openChain(app);
  await add(app, 'Redaction');
  await app.fill({ 'Own patterns': 'ticket=(' });
  await app.press('Save');
  await app.expectProblem('Own patterns', /ticket is no regular expression/);
  await app.fill({ 'Own patterns': 'ticket=T-[0-9]+' });
  await app.press('Save');
  await app.expectPage('Middleware');
  await expectChain(app, [/Redaction/]);
});
