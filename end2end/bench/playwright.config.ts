// What `scripts/bench-pages.sh` runs: as the tests are run, on a release build.

import { defineConfig } from '@playwright/test';

import tests from '../playwright.config.ts';

export default defineConfig({
  ...tests,
  testDir: '.',
  testMatch: '*.bench.ts',
  outputDir: '../test-results',
  reporter: 'list',
  projects: [{ name: 'pages' }],
});
