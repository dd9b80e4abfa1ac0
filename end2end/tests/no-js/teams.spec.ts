// Teams and owners, without JavaScript.

import { ada, demo as declared } from '../../fixtures/declaration.ts';
import { binary } from '../../fixtures/gateway.ts';
import { expect, test } from '../../fixtures/test.ts';
import { addMember, askToChangeOwner, makeTeam, memberRow, takeOut } from '../../pages/teams.ts';

const max = { name: 'Max', email: 'max@example.com', password: 'a long enough password' };

test.use({
  declaration: {
    ...declared(binary),
    users: { ...declared(binary).users, [max.email]: { name: max.name, role: 'member', password: max.password } },
  },
});

test('a team is made, changed and deleted', async ({ signedIn: app }) => {
  await makeTeam(app, 'Lab');
  await app.fill({ 'E-mail address': 'nobody@example.com' });
  await app.press('Add member');
  await app.expectProblem('E-mail address', /does not exist/);
  await addMember(app, max);
  await addMember(app, { name: ada.name, email: ada.email });
  await app.main.getByRole('button', { name: `Make manager ${max.name}` }).click();
  await expect(memberRow(app, max.name)).toContainText('Manager');
  await takeOut(app, max.name);
  await app.fill({ Name: 'Workshop' });
  await app.press('Save');
  await app.expectPage('Workshop');
  await app.press('Delete');
  await app.press('Delete team');
  await app.expectPage('Teams');
  await expect(app.row('Workshop')).toHaveCount(0);
});

test('a thing gets another owner with what hangs on it', async ({ signedIn: app }) => {
  await makeTeam(app, 'Lab');
  await app.goto('/namespaces');
  await app.row('dev').getByRole('link', { name: 'dev', exact: true }).first().click();
  await app.expectPage('dev');
  await askToChangeOwner(app, 'Team Lab');
  await expect(app.question('What this does')).toContainText('Endpoint open');
  await app.press('Change owner of all of these');
  await app.expectNotice('Saved.');
  await expect(app.fact('Visibility')).toHaveText('Team Lab');
});
