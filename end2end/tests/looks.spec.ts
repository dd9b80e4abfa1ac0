// Every page in both themes, on a phone and on a desk.

import { ada } from '../fixtures/declaration.ts';
import { look, themes } from '../fixtures/looks.ts';
import { expect, test } from '../fixtures/test.ts';
import { furnished, plainVisits, visits } from '../fixtures/visits.ts';
import { invite } from '../pages/people.ts';
import { addMember, askToChangeOwner, makeTeam } from '../pages/teams.ts';

for (const theme of themes) {
  test.describe(`in the ${theme} theme`, () => {
    test.use({ colorScheme: theme });
    // There are more pages with every feature, and each is looked at in two widths.
    test.setTimeout(6 * 60_000);

    test.describe('on a furnished gateway', () => {
      test.use({ declaration: furnished });

      test('every page is accessible and fits', async ({ signedIn: app, page }) => {
        await app.goto('/servers');
        // The pictures shall show the explanation, too.
        await expect(app.main.getByLabel('What was tried and what came back')).toHaveCount(2);
        for (const { name, path } of await visits(page)) {
          await app.goto(path);
          await look(page, name, theme);
        }
        await app.goto('/teams');
        await look(page, 'teams-empty', theme);
        await app.goto('/teams/new');
        await look(page, 'team-new', theme);
        await makeTeam(app, 'Lab');
        await look(page, 'team-empty', theme);
        await addMember(app, { name: 'Max', email: 'max@example.com' });
        await addMember(app, ada);
        const team = new URL(page.url()).pathname;
        await app.goto('/namespaces');
        await app.row('dev').getByRole('link', { name: 'dev', exact: true }).first().click();
        await app.expectPage('dev');
        await askToChangeOwner(app, 'Team Lab');
        await look(page, 'hand-over', theme);
        await app.press('Change owner of all of these');
        await app.expectNotice('Saved.');
        for (const { name, path } of [
          { name: 'teams', path: '/teams' },
          { name: 'team', path: team },
          { name: 'team-delete', path: `${team}?confirm=delete` },
          { name: 'namespaces-of-a-team', path: '/namespaces?q=Lab' },
          { name: 'account-in-a-team', path: '/account' },
          { name: 'namespace-new-in-a-team', path: '/namespaces/new' },
        ]) {
          await app.goto(path);
          await look(page, name, theme);
        }
        const link = await invite(app, 'new@example.com', 'Member');
        await look(page, 'people-link', theme);
        for (const { name, path } of [
          { name: 'invitation', path: link },
          { name: 'link-dead', path: '/reset/used' },
          ...plainVisits,
        ]) {
          await page.goto(path);
          await look(page, name, theme);
        }
      });
    });

    test('first run, sign-in, empty lists and quick connect are accessible and fit', async ({ app, start, quick, page }) => {
      await app.goto('/setup');
      await look(page, 'first-run', theme);
      await start.createAdministrator(ada);
      await app.expectPage('Quick connect');
      for (const list of ['servers', 'namespaces', 'endpoints', 'api-keys']) {
        await app.goto(`/${list}`);
        await look(page, `${list}-empty`, theme);
      }
      await app.goto('/');
      await look(page, 'overview-empty', theme);
      await app.goto('/servers/missing');
      await look(page, 'server-missing', theme);
      await app.goto('/quick-connect');
      await quick.paste('metamcp-no-such-command');
      await app.main.getByText('Did not connect').waitFor();
      await look(page, 'quick-connect-failed', theme);
      await app.goto('/quick-connect');
      await quick.useDemo();
      await quick.expectTools(['echo']);
      await look(page, 'quick-connect-found', theme);
      await quick.publish();
      await look(page, 'quick-connect-published', theme);
      await quick.callTool('{"message": "hello"}');
      await expect(quick.answer).toHaveText('hello');
      await look(page, 'quick-connect-called', theme);
      await app.page.setViewportSize({ width: 1440, height: 900 });
      await app.signOut();
      await look(page, 'sign-in', theme);
    });
  });
}
