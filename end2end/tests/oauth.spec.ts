// A person lets the official client act for them, and takes it back.

import { UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Page } from '@playwright/test';

import { ada, demo } from '../fixtures/declaration.ts';
import { binary } from '../fixtures/gateway.ts';
import { look, themes } from '../fixtures/looks.ts';
import { OauthClient } from '../fixtures/oauth-client.ts';
import { expect, test } from '../fixtures/test.ts';
import type { App } from '../pages/app.ts';
import type { Start } from '../pages/start.ts';

const declaration = { ...demo(binary), endpoints: { dev: { namespace: 'dev', auth: 'oauth' as const } } };
const connect = (transport: StreamableHTTPClientTransport) =>
  new Client({ name: 'end2end', version: '1.0.0' }).connect(transport);

/** The client is refused, and wants the browser to go somewhere. */
async function refused(url: string, client: OauthClient): Promise<StreamableHTTPClientTransport> {
  const transport = new StreamableHTTPClientTransport(new URL(url), { authProvider: client });
  await expect(connect(transport)).rejects.toThrow(UnauthorizedError);
  return transport;
}

/** The browser follows the client's request, through the sign-in, to the question. */
async function follow(page: Page, app: App, start: Start, client: OauthClient): Promise<void> {
  await page.goto(client.authorizationUrl!.href);
  await start.signIn(ada);
  await app.expectPage('Connect a client');
  await expect(app.main).toContainText(`Let ${client.name} act for you?`);
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ declaration, javaScriptEnabled });

    test('connects the official client, which refreshes and is disconnected', async ({ gateway, page, app, start }) => {
      await using client = await OauthClient.listen('Editor');
      const url = gateway.endpoint('dev');
      const transport = await refused(url, client);
      await follow(page, app, start, client);
      await expect(app.fact('In the name of')).toContainText(ada.email);
      await expect(app.fact('The answer goes to')).toContainText('a program on this computer');
      await page.getByRole('button', { name: 'Allow', exact: true }).click();
      const answer = await client.answer;
      expect(answer.searchParams.get('state')).toBe(client.state());
      expect(answer.searchParams.get('iss')).toBe(gateway.url);
      await expect(page).toHaveTitle('Connected');

      await transport.finishAuth(answer.searchParams.get('code')!);
      const session = new StreamableHTTPClientTransport(new URL(url), { authProvider: client });
      const mcp = new Client({ name: 'end2end', version: '1.0.0' });
      await mcp.connect(session);
      expect((await mcp.listTools()).tools).toHaveLength(5);

      client.spoilAccessToken();
      expect((await mcp.listTools()).tools).toHaveLength(5);
      expect(client.grants).toBe(2);

      await app.goto('/connected-clients');
      const row = app.main.getByRole('row').filter({ hasText: 'Editor' });
      await expect(row).toContainText('dev');
      await row.getByRole('link', { name: 'Disconnect' }).click();
      await app.question('Disconnect Editor?').getByRole('button', { name: 'Disconnect' }).click();
      await expect(app.main).toContainText('No clients act for you');
      await expect(mcp.listTools()).rejects.toThrow();
      await mcp.close();
    });

    test('tells the client that the person does not allow it', async ({ gateway, page, app, start }) => {
      await using client = await OauthClient.listen('Stranger');
      await refused(gateway.endpoint('dev'), client);
      await follow(page, app, start, client);
      await page.getByRole('button', { name: 'Do not allow' }).click();
      const answer = await client.answer;
      expect(answer.searchParams.get('error')).toBe('access_denied');
      expect(answer.searchParams.get('code')).toBeNull();
    });
  });
}

for (const colorScheme of themes) {
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ declaration, colorScheme });

    test('the question and the list are accessible and fit', async ({ gateway, page, app, start }) => {
      await using client = await OauthClient.listen('Editor');
      const transport = await refused(gateway.endpoint('dev'), client);
      await follow(page, app, start, client);
      await look(page, 'oauth-consent', colorScheme);
      const question = page.url();
      await app.goto('/connected-clients');
      await look(page, 'connected-clients-empty', colorScheme);
      await app.goto(question.replace(gateway.url, ''));
      await page.getByRole('button', { name: 'Allow', exact: true }).click();
      await transport.finishAuth((await client.answer).searchParams.get('code')!);
      // The browser is still on its way to the client when the client has its answer.
      await expect(page).toHaveTitle('Connected');
      await app.goto('/connected-clients');
      await look(page, 'connected-clients', colorScheme);
      await page.goto('/oauth/authorize?client_id=nobody');
      await look(page, 'oauth-refused', colorScheme);
    });
  });
}
