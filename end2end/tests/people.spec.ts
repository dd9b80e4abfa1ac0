// People, and what they do with their own account.

import { ada, demo as declared } from '../fixtures/declaration.ts';
import { binary } from '../fixtures/gateway.ts';
import { expect, test } from '../fixtures/test.ts';
import {
  anotherBrowser,
  invite,
  makeResetLink,
  openPerson,
  otherSession,
  signedInElsewhere,
} from '../pages/people.ts';
import { Start } from '../pages/start.ts';

const max = { name: 'Max', email: 'max@example.com', password: 'a long enough password' };

test.use({
  declaration: {
    ...declared(binary),
    users: { ...declared(binary).users, [max.email]: { name: max.name, role: 'member', password: max.password } },
    servers: { ...declared(binary).servers, lab: { url: 'http://127.0.0.1:9/mcp', owner: max.email } },
    namespaces: { ...declared(binary).namespaces, lab: { servers: ['lab'], owner: max.email } },
  },
});

test('a name is changed, and stands in the navigation', async ({ signedIn: app }) => {
  await app.goto('/account');
  await app.fill({ Name: 'Countess' });
  await app.press('Save');
  await app.expectNotice('Saved.');
  await expect(app.navigation.getByText('Countess')).toBeVisible();
});

test('a new password signs the other browser out', async ({ signedIn: app, browser, gateway, start }) => {
  const other = await signedInElsewhere(browser, app, gateway.url, ada);
  await app.goto('/account');
  await app.fill({ 'Current password': 'not this one', 'New password': 'difference engine' });
  await app.press('Change password');
  await app.expectProblem('Current password', /not right/i);
  await app.fill({ 'Current password': ada.password, 'New password': 'difference engine' });
  await app.press('Change password');
  await app.expectNotice('The new password counts from now on.');
  await expect(otherSession(app)).toHaveCount(0);
  await other.goto('/servers');
  await other.expectPage('Sign in');
  await app.signOut();
  await start.signIn({ ...ada, password: 'difference engine' });
  await app.expectPage('Overview');
});

test('another browser is ended from the account page', async ({ signedIn: app, browser, gateway }) => {
  const other = await signedInElsewhere(browser, app, gateway.url, ada);
  await app.goto('/account');
  await expect(app.main.getByText('This one', { exact: true })).toHaveCount(1);
  await otherSession(app).getByRole('button').click();
  await app.expectNotice('Signed out there.');
  await expect(otherSession(app)).toHaveCount(0);
  await other.goto('/servers');
  await other.expectPage('Sign in');
});

test('somebody is invited, chooses name and password, and the link is used up', async ({
  signedIn: app,
  browser,
  gateway,
}) => {
  const link = await invite(app, 'new@example.com', 'Member');
  await expect(app.main.getByRole('row').filter({ hasText: 'new@example.com' })).toContainText('Invitation');
  await app.page.reload();
  await app.ready();
  await expect(app.main.getByText(/cannot be shown again/)).toBeVisible();

  const guest = await anotherBrowser(browser, app, gateway.url);
  await guest.goto(link);
  await guest.fill({ 'Your name': 'Nadia', Password: 'short' });
  await guest.page.getByRole('button', { name: 'Create account' }).click();
  await guest.expectProblem('Password', /characters/);
  await guest.fill({ Password: 'a password of mine' });
  await guest.page.getByRole('button', { name: 'Create account' }).click();
  await guest.expectPage('Overview');
  await expect(guest.navigation.getByText('Nadia')).toBeVisible();
  await expect(guest.navigation.getByRole('link', { name: 'People' })).toHaveCount(0);
  // The list heard of it by itself.
  await expect(app.row('Nadia')).toBeVisible();
  await expect(app.main.getByText('Links that wait for somebody')).toHaveCount(0);

  const late = await anotherBrowser(browser, app, gateway.url);
  await late.goto(link);
  await expect(late.page.getByText('This link opens nothing')).toBeVisible();
});

test('a link that is taken back opens nothing', async ({ signedIn: app, browser, gateway }) => {
  const link = await invite(app, 'new@example.com', 'Viewer');
  await app.main.getByRole('button', { name: 'Take back new@example.com' }).click();
  await app.expectNotice('The link opens nothing any more.');
  const guest = await anotherBrowser(browser, app, gateway.url);
  await guest.goto(link);
  await expect(guest.page.getByText('This link opens nothing')).toBeVisible();
});

test('a link gives somebody a new password', async ({ signedIn: app, browser, gateway }) => {
  const there = await signedInElsewhere(browser, app, gateway.url, max);
  await openPerson(app, max.name);
  const link = await makeResetLink(app, max.email);
  const somewhere = await anotherBrowser(browser, app, gateway.url);
  await somewhere.goto(link);
  await somewhere.fill({ Password: 'another long password' });
  await somewhere.page.getByRole('button', { name: 'Set password' }).click();
  await somewhere.expectPage('Overview');
  await there.goto('/servers');
  await there.expectPage('Sign in');
  await new Start(there).signIn({ ...max, password: 'another long password' });
  await there.expectPage('Servers');
});

test('a new role counts at the next page, and the last administrator stays one', async ({
  signedIn: app,
  browser,
  gateway,
}) => {
  const other = await signedInElsewhere(browser, app, gateway.url, max);
  await openPerson(app, max.name);
  await app.page.getByRole('radio', { name: /^Administrator/ }).check();
  await app.press('Save');
  await app.expectNotice('Saved.');
  await other.goto('/people');
  await expect(other.row(ada.name)).toBeVisible();

  await openPerson(app, max.name);
  await app.page.getByRole('radio', { name: /^Viewer/ }).check();
  await app.press('Save');
  await app.expectNotice('Saved.');
  await other.goto('/people');
  await expect(other.main.getByText('You may not do this')).toBeVisible();

  await openPerson(app, ada.name);
  await app.page.getByRole('radio', { name: /^Member/ }).check();
  await app.press('Save');
  await expect(app.main.getByRole('group', { name: 'Role' })).toContainText(/last administrator/i);
  await expect(app.main.getByRole('link', { name: 'Delete' })).toHaveCount(0);
});

test('a person is deleted, and what they own is handed over', async ({ signedIn: app, browser, gateway }) => {
  const other = await signedInElsewhere(browser, app, gateway.url, max);
  await openPerson(app, max.name);
  await app.press('Delete');
  const question = app.question('Delete Max?');
  await expect(question).toContainText('Server lab');
  await expect(question).toContainText('Namespace lab');
  await question.getByRole('button', { name: 'Delete person' }).click();
  await app.expectProblem('To whom', /required/);
  await app.field('To whom').selectOption({ label: `${ada.name} (${ada.email})` });
  await question.getByRole('button', { name: 'Delete person' }).click();
  await app.expectNotice('Deleted.');
  await expect(app.row(max.name)).toHaveCount(0);
  await openPerson(app, ada.name);
  await expect(app.main.getByRole('listitem').filter({ hasText: 'Server lab' })).toBeVisible();
  await other.goto('/servers');
  await other.expectPage('Sign in');
});
