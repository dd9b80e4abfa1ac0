// Whether an endpoint does what the specification asks for, from its page.

import { demo as declared } from '../fixtures/declaration.ts';
import { binary } from '../fixtures/gateway.ts';
import { look, themes } from '../fixtures/looks.ts';
import { expect, test } from '../fixtures/test.ts';
import { type App } from '../pages/app.ts';

const base = declared(binary);

test.use({
  declaration: {
    ...base,
    endpoints: { ...base.endpoints, oauth: { namespace: 'dev', auth: 'api_key_or_oauth' } },
  },
});

async function openChecks(app: App, endpoint: string): Promise<void> {
  await app.goto('/endpoints');
  await app.row(endpoint).getByRole('link', { name: endpoint, exact: true }).first().click();
  await app.expectPage(endpoint);
  await app.press('Conformance');
  await app.expectPage('Conformance');
}

const runs = (app: App) => app.main.getByRole('table', { name: 'Earlier runs' }).locator('tbody tr');
const row = (app: App, check: string) => app.main.getByRole('row').filter({ hasText: check });

test('an endpoint is checked, and what came of it stays', async ({ signedIn: app }) => {
  await openChecks(app, 'oauth');
  await expect(app.main.getByText('Not checked yet')).toBeVisible();
  await app.press('Run the checks');
  await expect(runs(app)).toHaveCount(1);
  await expect(runs(app)).toContainText(' 0 bad');
  await expect(runs(app)).toContainText('Ada');
  await expect(row(app, 'A page of another site is refused').first()).toContainText('Good');
  await expect(row(app, 'Clients find where access tokens come from')).toContainText('Good');
  await expect(row(app, 'Prompts are listed').first()).toContainText('the endpoint offers no prompts');
  const unknown = row(app, 'An unknown tool is an error').first();
  await unknown.locator('summary').click();
  await expect(unknown.getByLabel('Sent')).toContainText('mcp-session-id: …');
  await expect(unknown.getByLabel('Came back')).toContainText('-32602');
  await app.press('Run the checks');
  await expect(runs(app)).toHaveCount(2);
  await runs(app).nth(1).getByRole('link').click();
  await expect(app.page).toHaveURL(/\?run=/);
  await expect(runs(app).nth(1).getByRole('link')).toHaveAttribute('aria-current', 'true');
  await app.goto('/audit/acts');
  const acts = app.main.getByRole('table', { name: 'Changes' });
  await expect(acts.getByRole('row').filter({ hasText: 'endpoints.check' })).toHaveCount(2);
});

test('at an open endpoint nobody has to show anything', async ({ signedIn: app }) => {
  await openChecks(app, 'open');
  await app.press('Run the checks');
  await expect(runs(app)).toContainText(' 0 bad');
  await expect(row(app, 'What opens nothing is refused')).toContainText('the endpoint is open to everybody');
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('the button is a form, and runs are links', async ({ signedIn: app }) => {
    await openChecks(app, 'dev');
    await app.press('Run the checks');
    await app.expectPage('Conformance');
    await expect(runs(app)).toContainText(' 0 bad');
    await runs(app).first().getByRole('link').click();
    await app.expectPage('Conformance');
    await expect(row(app, 'Ping is answered')).toContainText('Good');
  });
});

for (const theme of themes) {
  test.describe(`in the ${theme} theme`, () => {
    test.use({ colorScheme: theme });

    test('the checks are accessible and fit', async ({ signedIn: app, page }) => {
      await openChecks(app, 'dev');
      await app.press('Run the checks');
      await expect(runs(app)).toHaveCount(1);
      await row(app, 'An unknown tool is an error').first().locator('summary').click();
      await look(page, 'conformance', theme);
    });
  });
}
