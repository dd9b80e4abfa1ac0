// Teams: from making one to leaving it.

import { demo as declared } from '../fixtures/declaration.ts';
import { binary } from '../fixtures/gateway.ts';
import { McpClient } from '../fixtures/mcp.ts';
import { expect, test } from '../fixtures/test.ts';
import { openPerson, signedInElsewhere } from '../pages/people.ts';
import { addMember, askToChangeOwner, chooseTeam, makeTeam, memberRow, takeOut } from '../pages/teams.ts';

const password = 'a long enough password';
const max = { name: 'Max', email: 'max@example.com', password };
const mia = { name: 'Mia', email: 'mia@example.com', password };
const sam = { name: 'Sam', email: 'sam@example.com', password };
const keyOf = (name: string) => `sk_mt_${name}_0123456789abcdefghijklmnopqrstuv`;

test.use({
  declaration: {
    ...declared(binary),
    users: {
      ...declared(binary).users,
      ...Object.fromEntries([max, mia, sam].map(({ name, email }) => [email, { name, role: 'member', password }])),
    },
    api_keys: {
      mia: { key: keyOf('mia'), owner: mia.email },
      sam: { key: keyOf('sam'), owner: sam.email },
    },
  },
});

test('a team shares an endpoint, strangers do not see it, and who is taken out is out at once', async ({
  signedIn: app,
  browser,
  gateway,
}) => {
  await app.open('Teams');
  await expect(app.main.getByText('No teams yet')).toBeVisible();
  await makeTeam(app, 'Lab');
  for (const person of [max, mia]) {
    await addMember(app, person);
  }
  const team = new URL(app.page.url()).pathname;

  const maxs = await signedInElsewhere(browser, app, gateway.url, max);
  await maxs.goto('/namespaces/new');
  await maxs.fill({ Name: 'lab' });
  await maxs.page.getByRole('checkbox', { name: /^demo\b/ }).check();
  await chooseTeam(maxs, 'Lab');
  await maxs.press('Create namespace');
  await maxs.expectPage('lab');
  await maxs.press('Publish');
  await maxs.expectPage('Create endpoint');
  await maxs.fill({ Name: 'lab' });
  await chooseTeam(maxs, 'Lab');
  await maxs.press('Create endpoint');
  await maxs.expectPage('lab');
  await expect(maxs.fact('Visibility')).toHaveText('Team Lab');
  const endpoint = new URL(maxs.page.url()).pathname;

  const url = `${gateway.url}/metamcp/lab/mcp`;
  await using client = await McpClient.connect(url, keyOf('mia'));
  expect(await client.tools()).toContain('demo__echo');
  await expect(McpClient.connect(url, keyOf('sam'))).rejects.toThrow(/key_forbidden|403/);
  const sams = await signedInElsewhere(browser, app, gateway.url, sam);
  await sams.open('Endpoints');
  await expect(sams.row('lab')).toHaveCount(0);
  expect((await sams.page.goto(endpoint))?.status()).toBe(404);
  expect((await sams.page.goto(team))?.status()).toBe(404);

  await app.goto(team);
  await expect(app.main.getByText('Endpoint lab')).toBeVisible();
  await takeOut(app, mia.name);
  await expect(client.tools()).rejects.toThrow(/key_forbidden|403/);
  await maxs.open('Teams');
  await maxs.row('Lab').getByRole('link', { name: 'Lab' }).click();
  await maxs.expectPage('Lab');
  await expect(memberRow(maxs, mia.name)).toHaveCount(0);
  await expect(maxs.main.getByRole('button', { name: /^Take out/ })).toHaveCount(0);
  await maxs.press('Leave the team');
  await maxs.expectPage('Teams');
  await expect(maxs.row('Lab')).toHaveCount(0);
});

test('a change of owner says what comes along before anything changes', async ({ signedIn: app }) => {
  await makeTeam(app, 'Lab');
  await app.open('Endpoints');
  await app.row('open').getByRole('link', { name: 'open', exact: true }).click();
  await app.expectPage('open');
  const endpoint = new URL(app.page.url()).pathname;
  await askToChangeOwner(app, 'Team Lab');
  await expect(app.question('What this does')).toContainText('Nothing else changes its owner');
  await app.goto('/servers?q=demo');
  await app.row('demo').getByRole('link', { name: 'demo', exact: true }).click();
  await app.expectPage('demo');
  await askToChangeOwner(app, 'Me');
  const question = app.question('What this does');
  const along = ['Namespace dev', 'Endpoint dev', 'Endpoint open', 'Endpoint query'];
  const lockedOut = ['API key mia', 'API key sam'];
  await expect(question.getByRole('listitem')).toHaveText([...along, ...lockedOut], { useInnerText: true });
  await app.press('Change owner of all of these');
  await app.expectNotice('Saved.');
  await app.goto(endpoint);
  await expect(app.fact('Visibility')).toHaveText('Private');
});

test('a deleted team leaves its things to whom is chosen', async ({ signedIn: app }) => {
  await makeTeam(app, 'Lab');
  const team = new URL(app.page.url()).pathname;
  await app.goto('/servers?q=demo');
  await app.row('demo').getByRole('link', { name: 'demo', exact: true }).click();
  await app.expectPage('demo');
  await askToChangeOwner(app, 'Team Lab');
  await app.press('Change owner of all of these');
  await app.expectNotice('Saved.');
  await app.goto(`${team}?confirm=delete`);
  await app.press('Delete team');
  await app.expectProblem('To whom', /required/i);
  await app.page.getByLabel('To whom').selectOption({ label: 'Public' });
  await app.press('Delete team');
  await app.expectNotice('Deleted.');
  await expect(app.main.getByText('No teams yet')).toBeVisible();
  await app.open('Namespaces');
  await expect(app.row('dev')).toContainText('Public');
});

test('an administrator lets a member run commands', async ({ signedIn: app, browser, gateway }) => {
  await openPerson(app, max.name);
  await app.page.getByRole('checkbox', { name: /^May run commands/ }).check();
  await app.press('Save');
  await app.expectNotice('Saved.');
  const maxs = await signedInElsewhere(browser, app, gateway.url, max);
  await maxs.goto('/servers/new');
  await expect(maxs.page.getByRole('radio', { name: /^Command/ })).toBeVisible();
  await maxs.fill({ Name: 'date', 'Command line': 'date' });
  await maxs.press('Add server');
  await maxs.expectPage('date');
});
