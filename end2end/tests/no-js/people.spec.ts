// People and one's own account, without JavaScript.

import { ada, demo as declared } from '../../fixtures/declaration.ts';
import { binary } from '../../fixtures/gateway.ts';
import { expect, test } from '../../fixtures/test.ts';
import {
  anotherBrowser,
  invite,
  makeResetLink,
  openPerson,
  otherSession,
  signedInElsewhere,
} from '../../pages/people.ts';

const max = { name: 'Max', email: 'max@example.com', password: 'a long enough password' };

test.use({
  declaration: {
    ...declared(binary),
    users: { ...declared(binary).users, [max.email]: { name: max.name, role: 'member', password: max.password } },
    servers: { ...declared(binary).servers, lab: { url: 'http://127.0.0.1:9/mcp', owner: max.email } },
  },
});

test('name, password and sessions of one`s own', async ({ signedIn: app, browser, gateway }) => {
  await app.goto('/account');
  await app.fill({ Name: 'Countess' });
  await app.press('Save');
  await expect(app.field('Name')).toHaveValue('Countess');
  const other = await signedInElsewhere(browser, app, gateway.url, ada);
  await app.goto('/account');
  await otherSession(app).getByRole('button').click();
  await expect(otherSession(app)).toHaveCount(0);
  await other.goto('/servers');
  await other.expectPage('Sign in');
  await signedInElsewhere(browser, app, gateway.url, ada);
  await app.goto('/account');
  await app.press('End all others');
  await expect(otherSession(app)).toHaveCount(0);
  await app.fill({ 'Current password': 'not this one', 'New password': 'difference engine' });
  await app.press('Change password');
  await app.expectProblem('Current password', /not right/i);
  expect(app.page.url()).not.toContain('engine');
  await app.fill({ 'Current password': ada.password, 'New password': 'difference engine' });
  await app.press('Change password');
  await app.expectNotice('The new password counts from now on.');
});

test('an invitation is made and accepted', async ({ signedIn: app, browser, gateway }) => {
  const link = await invite(app, 'new@example.com', 'Viewer');
  const guest = await anotherBrowser(browser, app, gateway.url);
  await guest.goto(link);
  await guest.fill({ 'Your name': 'Nadia', Password: 'short' });
  await guest.page.getByRole('button', { name: 'Create account' }).click();
  await guest.expectProblem('Password', /characters/);
  await expect(guest.field('Your name')).toHaveValue('Nadia');
  await guest.fill({ Password: 'a password of mine' });
  await guest.page.getByRole('button', { name: 'Create account' }).click();
  await guest.expectPage('Overview');
  await app.open('People');
  await expect(app.row('Nadia')).toBeVisible();
});

test('a person is made, changed, given a link and deleted with what they own', async ({ signedIn: app }) => {
  await app.goto('/people/new?with=password');
  await app.fill({ 'E-mail address': 'eve@example.com', Name: 'Eve', Password: 'a password of hers' });
  await app.press('Add person');
  await app.expectPage('Eve');
  await app.page.getByRole('radio', { name: /^Administrator/ }).check();
  await app.fill({ Name: 'Eva' });
  await app.press('Save');
  await app.expectPage('Eva');
  expect(await makeResetLink(app, 'eve@example.com')).toMatch(/^\/reset\/\w{43}$/);
  await app.press('Take back eve@example.com');
  await app.expectNotice('The link opens nothing any more.');

  await openPerson(app, max.name);
  await app.press('Delete');
  await app.press('Delete person');
  await app.expectProblem('To whom', /required/);
  await app.page.getByRole('radio', { name: /^Delete it/ }).check();
  await app.press('Delete person');
  await app.expectPage('People');
  await expect(app.row(max.name)).toHaveCount(0);
  await app.open('Servers');
  await expect(app.row('lab')).toHaveCount(0);
});
