// Servers that want a sign-in: a person connects one on its page, and calls go in their name.

import type { Page } from '@playwright/test';

import { SignInServer } from '../fixtures/authorization-server.ts';
import { type Declaration, ada } from '../fixtures/declaration.ts';
import { look, themes } from '../fixtures/looks.ts';
import { McpClient } from '../fixtures/mcp.ts';
import { expect, test } from '../fixtures/test.ts';
import type { App } from '../pages/app.ts';
import type { Gateway } from '../fixtures/gateway.ts';

const bob = { name: 'Bob', email: 'bob@example.com', password: 'difference engine 1822' };
const keys = { ada: `sk_mt_${'a'.repeat(43)}`, bob: `sk_mt_${'b'.repeat(43)}` };

function people(): Declaration {
  return {
    users: {
      [ada.email]: { name: ada.name, role: 'admin', password: ada.password },
      [bob.email]: { name: bob.name, role: 'member', password: bob.password },
    },
  };
}

function signedInTo(server: SignInServer, sharing: 'shared' | 'person'): Declaration {
  return {
    ...people(),
    servers: { whoami: { url: server.url, oauth: { sharing } } },
    namespaces: { dev: { servers: ['whoami'], naming: 'never' } },
    endpoints: { dev: { namespace: 'dev' } },
    api_keys: { ada: { key: keys.ada, owner: ada.email }, bob: { key: keys.bob, owner: bob.email } },
  };
}

/** Opens the page of the server. */
async function openServer(app: App): Promise<void> {
  await app.goto('/servers');
  await app.main.getByRole('link', { name: 'whoami', exact: true }).click();
  await app.expectPage('whoami');
}

/** Goes to the authorization server, agrees there, and comes back. */
async function connect(page: Page, app: App, button: string, as?: string): Promise<void> {
  await app.main.getByRole('button', { name: button, exact: true }).click();
  if (as) {
    await page.getByPlaceholder('Enter any login').fill(as);
    await page.getByPlaceholder('and password').fill('anything');
    await page.getByRole('button', { name: 'Sign-in' }).click();
  }
  await page.getByRole('button', { name: 'Continue' }).click();
  await app.expectPage('whoami');
  await expect(app.fact('Authorization server')).toBeVisible();
}

/** What the tool says, called with a key; the error in words, when there is one. */
async function whoami(gateway: Gateway, key: string): Promise<string> {
  await using client = await McpClient.connect(gateway.endpoint('dev'), key);
  return await client.call('whoami').catch((error: Error) => error.message);
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ declaration: people(), javaScriptEnabled });

    test('connects a server for all, renews, and connects it again after it was revoked', async ({
      gateway,
      page,
      signedIn,
    }) => {
      await using server = await SignInServer.start(6);
      await gateway.apply(signedInTo(server, 'shared'));
      await openServer(signedIn);
      await expect(signedIn.main).toContainText('Nobody has connected it yet.');
      await connect(page, signedIn, 'Connect', 'acme');
      await expect(signedIn.fact('Authorization server')).toContainText(server.issuer);
      await expect(signedIn.main).toContainText('renewed by itself');
      await expect.poll(() => whoami(gateway, keys.bob)).toBe('acme');
      await expect
        .poll(async () => {
          expect(await whoami(gateway, keys.bob)).toBe('acme');
          return server.renewals;
        })
        .toBeGreaterThan(0);

      await server.revoke();
      await expect.poll(() => whoami(gateway, keys.bob)).toContain(`Connect it again at ${gateway.url}/servers/`);
      // The address in the error leads to the button.
      const [address] = /http\S+?\?connect#sign-in/.exec(await whoami(gateway, keys.bob)) ?? [];
      await signedIn.goto(address!);
      await signedIn.expectPage('whoami');
      await expect(page.locator(new URL(address!).hash)).toBeInViewport();
      if (javaScriptEnabled) {
        await expect(signedIn.main.getByRole('button', { name: 'Connect again', exact: true })).toBeFocused();
      }
      await expect(signedIn.main).toContainText('The sign-in was revoked, or has expired.');
      await connect(page, signedIn, 'Connect again');
      await expect.poll(() => whoami(gateway, keys.bob)).toBe('acme');

      await signedIn.main.getByRole('button', { name: 'Disconnect', exact: true }).click();
      await expect(signedIn.main).toContainText('Nobody has connected it yet.');
      expect(await whoami(gateway, keys.bob)).toContain('Connect it at');
    });
  });
}

test.describe('each person their own', () => {
  test.use({ declaration: people() });

  test('nobody calls in the name of another', async ({ gateway, page, signedIn }) => {
    await using server = await SignInServer.start();
    await gateway.apply(signedInTo(server, 'person'));
    await openServer(signedIn);
    await expect(signedIn.main).toContainText('You have not connected it yet.');
    await connect(page, signedIn, 'Connect', 'ada at acme');
    await expect.poll(() => whoami(gateway, keys.ada)).toBe('ada at acme');
    expect(await whoami(gateway, keys.bob)).toContain('you have not connected it yet');
    expect(new Set(server.callers)).toEqual(new Set(['ada at acme']));
  });
});

for (const colorScheme of themes) {
  test.describe(colorScheme, () => {
    test.use({ declaration: people(), colorScheme });

    test('the pages of a sign-in', async ({ gateway, page, signedIn }) => {
      await using server = await SignInServer.start();
      await gateway.apply(signedInTo(server, 'person'));
      await openServer(signedIn);
      await look(page, 'server-not-connected', colorScheme);
      await connect(page, signedIn, 'Connect', 'ada');
      await look(page, 'server-connected', colorScheme);
      await signedIn.press('Edit');
      await signedIn.expectPage('Edit server');
      await look(page, 'server-sign-in-form', colorScheme);
    });
  });
}
