// The browser tests and the tests with official MCP clients, on the built binary.
//
//   npx playwright test --config end2end                    everything
//   npx playwright test --config end2end --project browser  one part: browser, no-js, sdk, replicas, python, matrix or peers
//
// Settings: METAMCP_BIN (the binary; target/debug/metamcp), METAMCP_CHROMIUM (a browser; the system's, else
// Playwright's own), METAMCP_PYTHON (a Python with the packages `mcp` and `mcp-server-time`), METAMCP_MCP_PROXY (PyPI's
// `mcp-proxy`). `scripts/test.sh e2e` sets them, and installs the inspector into end2end/inspector.

import { defineConfig } from '@playwright/test';
import { existsSync } from 'node:fs';

const chromium = [process.env.METAMCP_CHROMIUM, '/usr/bin/chromium'].find((path) => path && existsSync(path));

export default defineConfig({
  testDir: '.',
  outputDir: 'test-results',
  // Each test runs a server of its own, and a browser takes a core.
  workers: 1,
  // A test that passes the second time has found something.
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['json', { outputFile: 'artefacts/results.json' }]],
  use: {
    locale: 'en-US',
    timezoneId: 'UTC',
    actionTimeout: 10_000,
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: chromium,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: [
    { name: 'browser', testDir: 'tests', testIgnore: 'no-js/**' },
    { name: 'no-js', testDir: 'tests/no-js', use: { javaScriptEnabled: false } },
    { name: 'sdk', testDir: 'clients', testMatch: /(sdk|eras)\.spec\.ts/ },
    { name: 'replicas', testDir: 'clients', testMatch: 'replicas.spec.ts' },
    { name: 'python', testDir: 'clients', testMatch: /python(-oauth)?\.spec\.ts/ },
    { name: 'matrix', testDir: 'clients/matrix' },
    { name: 'peers', testDir: 'clients', testMatch: /(conformance-authorization|grandchildren|inspector|mcp-proxy|reference-servers)\.spec\.ts/ },
  ],
});
