// Endpoints that are for single sign-on only.

import { UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

import { demo } from '../fixtures/declaration.ts';
import { binary } from '../fixtures/gateway.ts';
import { look, themes } from '../fixtures/looks.ts';
import { OauthClient } from '../fixtures/oauth-client.ts';
import { OidcProvider } from '../fixtures/oidc-provider.ts';
import { expect, test as base } from '../fixtures/test.ts';
import { addProvider, leaveBoth, signInByWork } from '../pages/sign-in.ts';

const test = base.extend<{ provider: OidcProvider }>({
  provider: async ({ gateway }, use) => {
    await using provider = await OidcProvider.start(gateway.url);
    await use(provider);
  },
});

const endpoints = { dev: { namespace: 'dev', auth: 'sso' as const, sso: { groups: ['platform'] } } };
const declaration = { ...demo(binary), endpoints };
const newClient = () => new Client({ name: 'end2end', version: '1.0.0' });

/** The client is refused, and wants the browser to go somewhere. */
async function refused(url: string, client: OauthClient): Promise<StreamableHTTPClientTransport> {
  const transport = new StreamableHTTPClientTransport(new URL(url), { authProvider: client });
  await expect(newClient().connect(transport)).rejects.toThrow(UnauthorizedError);
  return transport;
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ declaration, javaScriptEnabled });

    test('a password does not lead there, the provider does, and who leaves the group is out', async ({
      gateway,
      page,
      provider,
      signedIn: app,
    }) => {
      await addProvider(app, provider);
      await using client = await OauthClient.listen('Editor');
      const transport = await refused(gateway.endpoint('dev'), client);
      await page.goto(client.authorizationUrl!.href);
      await app.expectPage('Sign in');
      await expect(app.main).toContainText('The endpoint dev is for single sign-on only');
      await expect(app.main).toContainText('You are signed in as Ada Lovelace in another way.');
      await expect(app.field('Password')).toHaveCount(0);
      await app.press('Sign in with Work');
      await provider.signIn(page, 'eve');
      await app.expectPage('Connect a client');
      await expect(app.fact('In the name of')).toContainText('eve@example.com');
      await page.getByRole('button', { name: 'Allow', exact: true }).click();
      await transport.finishAuth((await client.answer).searchParams.get('code')!);
      await expect(page).toHaveTitle('Connected');
      const mcp = newClient();
      await mcp.connect(new StreamableHTTPClientTransport(new URL(gateway.endpoint('dev')), { authProvider: client }));
      expect((await mcp.listTools()).tools).toHaveLength(5);

      provider.says('eve', { groups: ['visitors'] });
      await app.goto('/');
      await leaveBoth(app, provider);
      await signInByWork(app, provider, 'eve');
      await app.expectPage('Overview');
      await expect(mcp.listTools()).rejects.toThrow(/single sign-on only|403/);
      await mcp.close();
    });

    test('tells the client of somebody who is in no such group', async ({ gateway, page, provider, signedIn: app }) => {
      await addProvider(app, provider);
      await app.signOut();
      await using client = await OauthClient.listen('Editor');
      await refused(gateway.endpoint('dev'), client);
      await page.goto(client.authorizationUrl!.href);
      await app.expectPage('Sign in');
      await expect(app.field('Password')).toHaveCount(0);
      await app.press('Sign in with Work');
      await provider.signIn(page, 'bob');
      const answer = await client.answer;
      expect(answer.searchParams.get('error')).toBe('access_denied');
      expect(answer.searchParams.get('error_description')).toContain('none of the groups');
      await expect(page).toHaveTitle('Connected');
    });

    test('the form says which providers and groups, and keeps it', async ({ provider, signedIn: app, page }) => {
      await addProvider(app, provider);
      await app.open('Endpoints');
      await app.row('dev').getByRole('link', { name: 'dev', exact: true }).first().click();
      await app.expectPage('dev');
      await expect(app.fact('Providers')).toHaveText('Any provider');
      await app.press('Edit');
      await app.expectPage('Edit endpoint');
      await page.getByRole('radio', { name: /^Chosen providers/ }).check();
      await app.press('Save');
      const chosen = page.getByRole('group', { name: 'Chosen' });
      await expect(chosen).toHaveAccessibleDescription(/required/);
      await app.ready();
      await chosen.getByRole('checkbox', { name: 'Work' }).check();
      await app.fill({ Groups: 'platform\nvisitors' });
      await app.press('Save');
      await app.expectPage('dev');
      await expect(app.fact('Providers')).toHaveText('Work');
      await expect(app.fact('Groups')).toHaveText('platform, visitors');
      await expect(app.fact('Admits')).toHaveText('nobody so far');
      await app.press('Edit');
      await app.expectPage('Edit endpoint');
      await page.getByRole('radio', { name: /^API key In/ }).check();
      await expect(chosen).toBeHidden();
      await app.press('Save');
      await app.expectPage('dev');
      await expect(app.fact('Providers')).toHaveCount(0);
    });
  });
}

for (const theme of themes) {
  test.describe(`in the ${theme} theme`, () => {
    test.use({ declaration, colorScheme: theme });

    test('its pages are accessible and fit', async ({ gateway, page, provider, signedIn: app }) => {
      await addProvider(app, provider);
      await app.open('Endpoints');
      await app.row('dev').getByRole('link', { name: 'dev', exact: true }).first().click();
      await app.expectPage('dev');
      await look(page, 'sso-endpoint', theme);
      await app.press('Edit');
      await app.expectPage('Edit endpoint');
      await page.getByRole('radio', { name: /^Chosen providers/ }).check();
      await look(page, 'sso-endpoint-edit', theme);
      await using client = await OauthClient.listen('Editor');
      await refused(gateway.endpoint('dev'), client);
      await page.goto(client.authorizationUrl!.href);
      await app.expectPage('Sign in');
      await look(page, 'sso-endpoint-sign-in', theme);
    });
  });
}
