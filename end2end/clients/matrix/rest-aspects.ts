// What a program gets over REST: one answer to one request, and a reason where more would be needed.

import { expect } from '@playwright/test';

import { conversation, mistake, refusal, untilItIsHeard } from './aspects.ts';
import { type Peer, text } from './peer.ts';

export const requests: typeof conversation = {
  ...conversation,
  progress,
  elicitation: (peer) => cannotBeAsked(peer, 'test_elicitation', { message: 'Who are you?' }, 'elicitation'),
  sampling: (peer) => cannotBeAsked(peer, 'test_sampling', { prompt: 'Capital of France?' }, 'sampling'),
  'list change': listChange,
  error,
};

/** Nobody hears of progress; the result is the same. */
async function progress(peer: Peer): Promise<void> {
  expect(await text(peer, 'test_tool_with_progress')).toBe('Tool with progress executed successfully');
}

/** The server learns that nobody can be asked, and says what it needs. */
async function cannotBeAsked(peer: Peer, tool: string, args: Record<string, unknown>, needed: string): Promise<void> {
  await expect(peer.call(tool, args)).rejects.toMatchObject({
    status: 502,
    message: expect.stringContaining('capability'),
    data: { requiredCapabilities: { [needed]: {} } },
  });
}

/** Nobody is told, but the document is up to date soon. */
async function listChange(peer: Peer): Promise<void> {
  const isListed = async () => (await peer.tools()).includes('newcomer');
  await untilItIsHeard(peer);
  expect(await isListed()).toBe(false);
  for (const tool of ['add_tool', 'remove_tool']) {
    await peer.call(tool, { name: 'newcomer' });
    await expect.poll(isListed).toBe(tool === 'add_tool');
  }
}

async function error(peer: Peer): Promise<void> {
  await mistake(peer);
  await expect(peer.call('refuse')).rejects.toMatchObject({ ...refusal, status: 502 });
  await expect(peer.call('nothing')).rejects.toMatchObject({
    status: 404,
    code: -32602,
    message: expect.stringContaining('nothing'),
  });
}
