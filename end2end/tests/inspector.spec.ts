// The inspector: a client of MCP on a page, at real servers.

import { type Locator } from '@playwright/test';

import { key } from '../fixtures/declaration.ts';
import { inspect, inspected } from '../fixtures/inspected.ts';
import { look, themes } from '../fixtures/looks.ts';
import { expect, test } from '../fixtures/test.ts';
import { type App } from '../pages/app.ts';

test.use({ declaration: inspected });

/** What came back last. */
const answer = (app: App): Locator => app.main.getByRole('region', { name: 'Answer' });

/** Sends what is filled in. */
const run = (app: App): Promise<void> => app.main.getByRole('button', { name: 'Run', exact: true }).click();

const group = (app: App, name: string): Locator =>
  app.main.getByRole('group', { name: new RegExp(`^${name}( optional)?\\s*$`) });

/** Goes to a tab and chooses something there. */
async function choose(app: App, tab: string, name: string): Promise<void> {
  await app.main.getByRole('navigation').getByRole('link', { name: new RegExp(`^${tab}`) }).click();
  await app.main.locator('.lines').getByText(name, { exact: true }).click();
  await expect(app.main.getByRole('heading', { name, exact: true })).toBeVisible();
}

/** The reference server lists the tools that ask once a client has come that can be asked, which a call sees to. */
async function inspectAsking(app: App): Promise<void> {
  await inspect(app, 'everything');
  await choose(app, 'Tools', 'echo');
  await app.fill({ message: 'hello' });
  await run(app);
  await expect(answer(app)).toContainText('hello');
}

test('a nested form is filled in, judged beside its fields, and sent', async ({ signedIn: app }) => {
  await inspect(app, 'ordering');
  await expect(app.main.getByText('read-only').first()).toBeVisible();

  // The items of a list: added, filled in, put in another order.
  const first = group(app, 'Item 1');
  await first.getByLabel('article').fill('tea');
  await expect(first.getByLabel('count')).toHaveValue('1');
  await app.press('Add an item');
  await expect(group(app, 'Item 2').getByLabel('article')).toBeFocused();
  await group(app, 'Item 2').getByLabel('article').fill('cups');
  await group(app, 'Item 2').getByLabel('count').fill('many');
  await app.press('Move Item 2 up');
  await expect(first.getByLabel('article')).toHaveValue('cups');

  await run(app);
  // The server's schema says what is wrong, beside the fields, without a call.
  await expect(first.getByLabel('count')).toHaveAttribute('aria-invalid', 'true');
  await expect(app.field('name')).toHaveAttribute('aria-invalid', 'true');
  await expect(answer(app)).toBeEmpty();

  await first.getByLabel('count').fill('6');
  await app.fill({ name: 'Ada' });
  await app.press('Fill in address');
  await app.fill({ city: 'London' });
  await app.press('Fill in payment');
  await app.field('Which way').selectOption('By invoice');
  await app.fill({ days: '30' });
  await app.field('speed').selectOption('fast');
  await app.press('Fill in extras');
  await app.main.getByRole('checkbox', { name: 'Gift' }).check();
  await app.press('Fill in labels');
  await app.press('Add a member');
  await app.field('Name of the member').fill('colour');
  await app.field('Name of the member').blur();
  await app.fill({ colour: 'green' });

  // All of it as JSON and back: nothing is lost.
  await app.press('JSON');
  const text = await app.field('Arguments').inputValue();
  expect(JSON.parse(text)).toEqual({
    customer: { name: 'Ada', address: { city: 'London' } },
    lines: [
      { article: 'cups', count: 6 },
      { article: 'tea', count: 1 },
    ],
    payment: { kind: 'invoice', days: 30 },
    speed: 'fast',
    extras: ['g'],
    labels: { colour: 'green' },
  });
  await app.press('Form');
  await expect(app.field('city')).toHaveValue('London');

  await run(app);
  await expect(answer(app).getByText('done')).toBeVisible();
  await expect(answer(app).locator('strong')).toHaveText('Thank you');
  const tree = answer(app).getByRole('group', { name: 'Structured content' });
  await expect(tree).toContainText('colour: "green"');

  // Edited and sent again, and the two answers compared.
  await app.main.getByRole('navigation').getByRole('link', { name: /^History/ }).click();
  await app.press('Edit and send');
  await expect(app.field('days')).toHaveValue('30');
  await app.fill({ days: '60' });
  await run(app);
  await expect(answer(app)).toContainText('days: 60');
  await app.main.getByRole('navigation').getByRole('link', { name: /^History/ }).click();
  await app.main.getByLabel('Compare with').selectOption({ index: 0 });
  await app.press('Compare');
  const compared = app.code('Comparison');
  await expect(compared.locator('del')).toContainText(['"days": 30']);
  await expect(compared.locator('ins')).toContainText(['"days": 60']);
});

test('a request is saved, used in another inspection, renamed and deleted', async ({ signedIn: app }) => {
  await inspect(app, 'demo');
  await choose(app, 'Tools', 'add');
  await app.fill({ a: '20', b: '3' });
  await run(app);
  await expect(answer(app)).toContainText('23');
  await app.main.getByRole('navigation').getByRole('link', { name: /^History/ }).click();
  await app.main.locator('summary', { hasText: 'Save request' }).click();
  await app.fill({ Name: 'twenty-three' });
  await app.main.getByRole('button', { name: 'Save request' }).click();
  await expect(app.main.getByText('Saved.', { exact: true })).toBeVisible();
  await app.press('End');
  await app.expectPage('Inspector');

  await app.main.getByRole('link', { name: 'twenty-three' }).click();
  await app.press('Connect');
  await app.expectPage('demo');
  await app.main.getByRole('navigation').getByRole('link', { name: /^History/ }).click();
  await app.main.getByRole('link', { name: 'twenty-three' }).click();
  await expect(app.field('a')).toHaveValue('20');
  await run(app);
  await expect(answer(app)).toContainText('23');

  await app.open('Inspector');
  await app.row('twenty-three').locator('summary').click();
  await app.row('twenty-three').getByRole('textbox', { name: 'Name' }).fill('sum');
  await app.press('Rename');
  await expect(app.row('sum')).toBeVisible();
  await app.row('sum').locator('summary').click();
  await app.press('Delete');
  await expect(app.row('sum')).toHaveCount(0);
});

test('what runs is seen, and cancelled', async ({ signedIn: app }) => {
  await inspect(app, 'demo');
  await choose(app, 'Tools', 'slow_count');
  await app.fill({ to: '100', interval_ms: '200' });
  await run(app);
  await expect(answer(app).getByRole('progressbar')).toBeVisible();
  await answer(app).getByRole('button', { name: 'Cancel' }).click();
  await expect(answer(app).getByText('cancelled')).toBeVisible();
});

test('a form that a server asks for is answered by hand', async ({ signedIn: app }) => {
  await inspectAsking(app);
  await choose(app, 'Tools', 'trigger-elicitation-request');
  await run(app);
  await app.press('To the question');
  await expect(app.main.getByText('Please provide inputs').first()).toBeVisible();
  await expect(app.field('integer')).toHaveValue('42');
  await app.fill({ name: 'Ada Lovelace', email: 'no address', integer: '500' });
  await app.main.getByLabel(/^birthdate/).fill('1815-12-10');
  await app.field('titledSingleSelectEnum').selectOption('Green Lantern');
  await app.main.getByRole('checkbox', { name: 'Salmon' }).check();
  await app.press('Answer it');
  await app.expectProblem('integer', /100/);
  await app.fill({ integer: '5', email: 'ada@example.com' });
  await app.press('Answer it');
  await expect(app.main.getByText('Nobody asks')).toBeVisible();
  await choose(app, 'Tools', 'trigger-elicitation-request');
  await expect(answer(app)).toContainText('Ada Lovelace');
  await expect(answer(app)).toContainText('hero-2');
});

test('a message of a model is written by hand, and a question is declined', async ({ signedIn: app }) => {
  await inspectAsking(app);
  await choose(app, 'Tools', 'trigger-sampling-request');
  await app.fill({ prompt: 'Say hello.' });
  await run(app);
  await app.press('To the question');
  await expect(app.main.getByText(/context: Say hello\./).first()).toBeVisible();
  await expect(app.fact('System prompt')).toHaveText('You are a helpful test server.');
  await expect(app.fact('Most tokens')).toHaveText('100');
  await app.main.getByLabel('Answer', { exact: true }).fill('Hello from a person.');
  await app.press('Answer it');
  await choose(app, 'Tools', 'trigger-sampling-request');
  await expect(answer(app)).toContainText('Hello from a person.');

  await choose(app, 'Tools', 'trigger-elicitation-request');
  await run(app);
  await app.press('To the question');
  await app.press('Decline');
  await choose(app, 'Tools', 'trigger-elicitation-request');
  await expect(answer(app)).toContainText(/declined/);
});

test('resources are read by template with completion, subscribed to, and linked from results', async ({
  signedIn: app,
}) => {
  await inspect(app, 'every');
  await choose(app, 'Resources', 'test://template/{id}/data');
  await app.fill({ id: '7' });
  await app.main.getByRole('button', { name: 'Read', exact: true }).click();
  await expect(answer(app)).toContainText('7');

  await choose(app, 'Resources', 'test://watched-resource');
  await app.press('Subscribe');
  await expect(app.main.getByRole('button', { name: 'Unsubscribe' })).toBeVisible();
  await choose(app, 'Tools', 'update_resource');
  await run(app);
  await expect(answer(app).getByText('done')).toBeVisible();
  await choose(app, 'Resources', 'test://watched-resource');
  await expect(app.main.getByText('changed 1×').first()).toBeVisible();

  await choose(app, 'Tools', 'test_embedded_resource');
  await run(app);
  await answer(app).getByRole('link', { name: /^test:/ }).click();
  await expect(app.main.getByRole('button', { name: 'Read', exact: true })).toBeVisible();
});

test('arguments of prompts are completed in their context, and messages are shown', async ({ signedIn: app }) => {
  await inspect(app, 'everything');
  await choose(app, 'Prompts', 'completable-prompt');
  const offered = (label: string) =>
    app.field(label).evaluate((field: HTMLInputElement) => [...field.list!.options].map((option) => option.value));
  await app.field('department').fill('S');
  await expect.poll(() => offered('department')).toEqual(['Sales', 'Support']);
  await app.field('department').fill('Sales');
  await app.field('name').focus();
  await expect.poll(() => offered('name')).toEqual(['David', 'Eve', 'Frank']);
  await app.field('name').fill('Eve');
  await app.press('Get the prompt');
  await expect(answer(app)).toContainText('Please promote Eve to the head of the Sales team.');
  await expect(answer(app).getByText('user', { exact: true })).toBeVisible();
});

test('pings are counted, log messages come as wanted, roots are told', async ({ signedIn: app }) => {
  await inspect(app, 'every');
  const tab = (name: RegExp) => app.main.getByRole('navigation').getByRole('link', { name }).click();
  await tab(/^Ping/);
  await app.fill({ Times: '5' });
  await app.main.getByRole('button', { name: 'Ping' }).click();
  await expect(app.fact('Answered')).toHaveText('5 / 5');
  await expect(app.fact('Median')).toContainText(/µs|ms/);

  await tab(/^Notifications/);
  await app.field('Log level').selectOption('debug');
  await app.press('Tell servers');
  await expect(app.main.getByText('Told.')).toBeVisible();
  await choose(app, 'Tools', 'test_logging_tool');
  await run(app);
  await expect(answer(app).getByText('done')).toBeVisible();
  await tab(/^Notifications/);
  await app.main.getByRole('link', { name: 'Log', exact: true }).click();
  await expect(app.main.getByRole('log').getByText('notifications/message').first()).toBeVisible();
  await app.main.getByRole('link', { name: 'Changes', exact: true }).click();
  await expect(app.main.getByText('There are none so far.')).toBeVisible();

  await tab(/^Questions/);
  await app.fill({ Roots: 'no uri' });
  await app.press('Tell servers');
  await app.expectProblem('Roots', /no URI/);
  await app.fill({ Roots: 'file:///srv/data data' });
  await app.press('Tell servers');
  await expect(app.main.getByText('Told.')).toBeVisible();
});

test('an endpoint is seen as its clients see it, with a key and without', async ({ signedIn: app }) => {
  await app.goto('/inspector');
  await app.field('Target').selectOption({ label: 'dev · endpoint' });
  await app.field('Protocol').selectOption('2026-07-28 · Streamable HTTP, no sessions');
  await app.fill({ 'API key': key });
  await app.press('Connect');
  await app.expectPage('dev');
  await expect(app.main.getByText(/with a key/)).toBeVisible();
  await choose(app, 'Tools', 'demo__echo');
  await app.fill({ message: 'hello' });
  await run(app);
  await expect(answer(app)).toContainText('hello');

  await app.goto('/inspector');
  await app.field('Target').selectOption({ label: 'dev · endpoint' });
  await app.fill({ 'API key': 'sk_mt_wrong' });
  await app.press('Connect');
  await expect(app.main.getByRole('heading', { name: 'Not let in' })).toBeVisible();
  await expect(app.main.getByText('HTTP 401')).toBeVisible();
});

for (const theme of themes) {
  test.describe(`in the ${theme} theme`, () => {
    test.use({ colorScheme: theme });

    test('its tabs are accessible and fit', async ({ signedIn: app, page }) => {
      await inspect(app, 'ordering');
      await app.press('Fill in payment');
      await app.press('Fill in labels');
      await app.press('Add a member');
      await run(app);
      await expect(app.field('name')).toHaveAttribute('aria-invalid', 'true');
      await look(page, 'inspector-form', theme);

      await inspectAsking(app);
      await choose(app, 'Tools', 'get-tiny-image');
      await run(app);
      await expect(answer(app).getByRole('img')).toBeVisible();
      await look(page, 'inspector-answer', theme);
      await choose(app, 'Tools', 'trigger-elicitation-request');
      await run(app);
      await app.press('To the question');
      await expect(app.field('integer')).toHaveValue('42');
      await look(page, 'inspector-questions', theme);
      for (const tab of ['Resources', 'Prompts', 'Ping', 'Notifications', 'History', 'Wires']) {
        await app.main.getByRole('navigation').getByRole('link', { name: new RegExp(`^${tab}`) }).click();
        await expect(app.main.getByRole('heading', { level: 2, name: tab }).first()).toBeVisible();
        await look(page, `inspector-${tab.toLowerCase()}`, theme);
      }
    });
  });
}
