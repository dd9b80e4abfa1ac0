// What servers are told of who calls them: a server that verifies it, and the form where it is said.

import { type Declaration, ada } from '../fixtures/declaration.ts';
import { look, themes } from '../fixtures/looks.ts';
import { McpClient } from '../fixtures/mcp.ts';
import { expect, test } from '../fixtures/test.ts';
import { VerifyingServer } from '../fixtures/verifying-server.ts';
import type { App } from '../pages/app.ts';

const bob = { name: 'Bob', email: 'bob@example.com', password: 'difference engine 1822' };
const keys = {
  ada: `sk_mt_${'a'.repeat(43)}`,
  bob: `sk_mt_${'b'.repeat(43)}`,
  all: `sk_mt_${'c'.repeat(43)}`,
};

function people(): Declaration {
  return {
    users: {
      [ada.email]: { name: ada.name, role: 'admin', password: ada.password },
      [bob.email]: { name: bob.name, role: 'member', password: bob.password },
    },
  };
}

function told(server: VerifyingServer): Declaration {
  return {
    ...people(),
    servers: { who: { url: server.url, caller: { headers: ['X-Tenant'], identity: { email: true } } } },
    namespaces: { dev: { servers: ['who'], naming: 'never' } },
    endpoints: { dev: { namespace: 'dev' }, open: { namespace: 'dev', auth: 'none' } },
    api_keys: {
      ada: { key: keys.ada, owner: ada.email },
      bob: { key: keys.bob, owner: bob.email },
      all: { key: keys.all, visibility: 'public' },
    },
  };
}

test.describe('a server that verifies', () => {
  test.use({ declaration: people() });

  test('knows who calls, sees the header that passes, and never a key of a client', async ({ gateway }) => {
    await using server = await VerifyingServer.start(gateway.url);
    await gateway.apply(told(server));
    const call = async (endpoint: string, key: string | undefined, tenant: string) => {
      const headers = { 'X-Tenant': tenant, 'X-Other': 'stays', Cookie: 'session=secret', 'X-MetaMCP-Identity': 'forged' };
      await using client = await McpClient.connect(gateway.endpoint(endpoint), key, headers);
      return await client.call('who');
    };
    // The gateway that runs notices what was applied beside it.
    const first = () => call('dev', keys.ada, 'first').catch(() => undefined);
    await expect.poll(first).toBeDefined();
    server.calls.length = 0;
    const subjects = [
      await call('dev', keys.ada, 'first'),
      await call('dev', keys.bob, 'second'),
      await call('dev', keys.all, 'third'),
      await call('open', undefined, 'fourth'),
    ];
    expect(server.refusals).toEqual([]);
    expect(server.calls.map(({ claims }) => [claims.kind, claims.email, claims.endpoint])).toEqual([
      ['person', ada.email, 'dev'],
      ['person', bob.email, 'dev'],
      ['key', undefined, 'dev'],
      ['anonymous', undefined, 'open'],
    ]);
    expect(subjects).toEqual(server.calls.map(({ claims }) => claims.sub));
    expect(new Set(subjects).size).toBe(4);
    expect(server.calls.map(({ headers }) => headers['x-tenant'])).toEqual(['first', 'second', 'third', 'fourth']);
    for (const { headers } of server.calls) {
      const texts = JSON.stringify(headers);
      for (const key of Object.values(keys)) {
        expect(texts).not.toContain(key);
      }
      expect([headers.authorization, headers.cookie, headers['x-other']]).toEqual([undefined, undefined, undefined]);
    }
  });
});

const section = (app: App) => app.main.locator('summary', { hasText: 'Who calls' });

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ declaration: people(), javaScriptEnabled });

    test('what a server is told is said, corrected and taken back', async ({ signedIn: app }) => {
      await app.goto('/servers/new');
      await app.page.getByRole('radio', { name: /^Streamable HTTP/ }).check();
      await app.fill({ Name: 'api', URL: 'http://127.0.0.1:9/mcp' });
      await expect(app.field('Headers of clients that pass')).toBeHidden();
      await section(app).click();
      await app.fill({ 'Headers of clients that pass': 'X-Tenant\nAuthorization' });
      // What is wrong is said when the field is left, above what is clicked, and the click counts.
      await app.page.getByRole('checkbox', { name: /^Sign who calls/ }).check();
      if (javaScriptEnabled) {
        await app.expectProblem('Headers of clients that pass', /authorization never passes/);
      }
      await app.page.getByRole('checkbox', { name: 'With the name' }).check();
      await app.press('Add server');
      await app.expectProblem('Headers of clients that pass', /authorization never passes/);
      await app.fill({ 'Headers of clients that pass': 'X-Tenant' });
      await app.press('Add server');
      await app.expectPage('api');
      await expect(app.fact('Headers of clients that pass')).toContainText('x-tenant');
      await expect(app.fact('Sign who calls')).toContainText('sub, name');

      await app.press('Edit');
      await app.expectPage('Edit server');
      await app.fill({ 'Headers of clients that pass': '' });
      await app.page.getByRole('checkbox', { name: /^Sign who calls/ }).uncheck();
      await app.press('Save');
      await app.expectPage('api');
      await expect(app.fact('Sign who calls')).toBeHidden();
    });
  });
}

for (const colorScheme of themes) {
  test.describe(colorScheme, () => {
    test.use({ declaration: people(), colorScheme });

    test('the pages of a server that is told who calls', async ({ gateway, page, signedIn: app }) => {
      await using server = await VerifyingServer.start(gateway.url);
      await gateway.apply(told(server));
      await app.goto('/servers');
      await app.main.getByRole('link', { name: 'who', exact: true }).click();
      await app.expectPage('who');
      await look(page, 'server-callers', colorScheme);
      await app.press('Edit');
      await app.expectPage('Edit server');
      await look(page, 'server-callers-form', colorScheme);
    });
  });
}
