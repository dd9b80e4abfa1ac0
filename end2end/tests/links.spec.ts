// No page leads nowhere.

import { expect, test } from '../fixtures/test.ts';
import { furnished, visits } from '../fixtures/visits.ts';

test.use({ declaration: furnished });
test.slow();

test('every link of every page leads to a page', async ({ signedIn: app, page, gateway }) => {
  const found = new Map<string, string>();
  for (const { path } of await visits(page)) {
    await app.goto(path);
    const links = await page.locator('a[href]').evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).href));
    for (const link of links.filter((link) => link.startsWith(gateway.url))) {
      found.set(link.split('#')[0]!, path);
    }
  }
  const broken: string[] = [];
  for (const [link, from] of found) {
    const answer = await page.request.get(link);
    // 401 is the page of an endpoint that asks for a key.
    if (answer.status() >= 400 && answer.status() !== 401) {
      broken.push(`${answer.status()} ${link.slice(gateway.url.length)}, linked from ${from}`);
    }
  }
  expect(broken).toEqual([]);
  expect(found.size).toBeGreaterThan(30);
});
