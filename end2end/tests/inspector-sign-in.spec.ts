// A client of the inspector that signs in by OAuth, as any client of an endpoint does: every request on its way is shown.

import { type Page } from '@playwright/test';

import { demo } from '../fixtures/declaration.ts';
import { binary } from '../fixtures/gateway.ts';
import { look, themes } from '../fixtures/looks.ts';
import { expect, test } from '../fixtures/test.ts';
import { type App } from '../pages/app.ts';

const declared = demo(binary);
const declaration = {
  ...declared,
  endpoints: { ...declared.endpoints, guarded: { namespace: 'dev', auth: 'oauth' as const } },
};

/** A client sets out for a token of an endpoint. */
async function setOut(app: App, endpoint: string): Promise<void> {
  await app.goto('/inspector');
  await app.field('Target').selectOption({ label: `${endpoint} · endpoint` });
  await app.main.getByRole('checkbox', { name: 'Get a token by OAuth' }).check();
  await app.press('Connect');
  await app.expectPage(`Sign in to ${endpoint}`);
}

const hops = (app: App) => app.main.locator('.hops > li');

/** The person goes to the authorization server, and says this there. */
async function goAndSay(app: App, page: Page, answer: string): Promise<void> {
  await app.main.getByRole('link', { name: 'Sign in and allow it' }).click();
  await app.expectPage('Connect a client');
  await expect(app.main).toContainText('Let MetaMCP inspector act for you?');
  await page.getByRole('button', { name: answer, exact: true }).click();
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ declaration, javaScriptEnabled });

    test('the person sees each hop, allows it, and calls a tool with the token', async ({ signedIn: app, page }) => {
      await setOut(app, 'guarded');
      await expect(hops(app)).toHaveCount(5);
      await expect(hops(app).nth(0)).toContainText('401');
      await hops(app).nth(0).getByText('Details').click();
      await expect(hops(app).nth(0)).toContainText('www-authenticate: Bearer');
      await expect(hops(app).nth(1)).toContainText('/.well-known/oauth-protected-resource/metamcp/guarded/mcp');
      await expect(hops(app).nth(3)).toContainText('/oauth/register');
      await expect(hops(app).nth(4)).toContainText('code_challenge_method=S256');

      await goAndSay(app, page, 'Allow');
      await page.waitForURL(/\/inspector\/[0-9a-f-]+/);
      await app.expectPage('guarded');
      await page.goto(`${page.url()}?tab=tools&name=demo__add`);
      await app.ready();
      await app.fill(javaScriptEnabled ? { a: '20', b: '3' } : { Arguments: '{"a": 20, "b": 3}' });
      await app.press('Run');
      await expect(app.main.getByRole('region', { name: 'Answer' })).toContainText('23');
      await app.main.getByRole('link', { name: 'How the client signed in' }).click();
      await app.expectPage('Sign in to guarded');
      await expect(hops(app)).toHaveCount(7);
      await hops(app).nth(6).getByText('Details').click();
      await expect(hops(app).nth(6)).toContainText(/"access_token": ".{6}…"/);

      // The token is given back with the inspection.
      await app.goto('/connected-clients');
      await expect(app.main.getByRole('row').filter({ hasText: 'MetaMCP inspector' })).toBeVisible();
      await app.goto('/inspector');
      await app.main.getByRole('link', { name: 'guarded' }).first().click();
      await app.expectPage('guarded');
      await app.press('End');
      await expect(async () => {
        await app.goto('/connected-clients');
        await expect(app.main).toContainText('No clients act for you', { timeout: 500 });
      }).toPass();
    });

    test('a person who does not allow it, and an endpoint that asks for nothing, end the way', async ({ signedIn: app, page }) => {
      await setOut(app, 'guarded');
      await goAndSay(app, page, 'Do not allow');
      await app.expectPage('Sign in to guarded');
      await expect(app.main).toContainText('The last answer refuses');
      await expect(hops(app)).toHaveCount(6);
      await expect(hops(app).nth(5)).toContainText('error=access_denied');
      await setOut(app, 'open');
      await expect(app.main).toContainText('did not ask for a token');
      await app.main.getByRole('link', { name: 'Start again' }).click();
      await app.expectPage('Inspector');
    });
  });
}

for (const colorScheme of themes) {
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ declaration, colorScheme });

    test('the way is accessible and fits', async ({ signedIn: app, page }) => {
      await setOut(app, 'guarded');
      await hops(app).nth(0).getByText('Details').click();
      await look(page, 'inspector-sign-in', colorScheme);
    });
  });
}
