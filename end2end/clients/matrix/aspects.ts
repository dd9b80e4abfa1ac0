// What crosses the gateway between a server and a client that can speak with it while a call runs.

import { expect } from '@playwright/test';

import { LARGE_BYTES, digest, numberedLines } from './large.ts';
import { type Peer, text } from './peer.ts';

/** One of the things that cross, tried by a client. */
export type Trial = (peer: Peer) => Promise<void>;

export const conversation = {
  call,
  progress,
  cancel,
  elicitation,
  sampling,
  'list change': listChange,
  'large result': largeResult,
  error,
} satisfies Record<string, Trial>;

export type Aspect = keyof typeof conversation;

/** The error that the server's tool `refuse` ends with. */
export const refusal = {
  code: 507,
  message: expect.stringContaining('There is no paper in the tray'),
  data: { tray: 2 },
};

async function call(peer: Peer): Promise<void> {
  const said = 'naïve "quotes" 😀 \\ \n and a tab\t';
  expect(await text(peer, 'echo', { text: said })).toBe(said);
}

/** Each report is waited for: clients stop listening with the result, and may drop what comes together with it. */
async function progress(peer: Peer): Promise<void> {
  const seen: number[] = [];
  const given = peer.call('paced_progress', {}, { onProgress: (progress) => seen.push(progress) });
  for (const reports of [1, 2, 3]) {
    await expect.poll(() => seen).toHaveLength(reports);
    await text(peer, 'go_on');
  }
  await given;
  expect(seen).toEqual([0, 50, 100]);
}

/** It is the server that has to say that the call was cancelled. */
async function cancel(peer: Peer): Promise<void> {
  const count = (what: 'waiting' | 'cancelled') => counted(peer, what);
  const before = await count('cancelled');
  const abort = new AbortController();
  const given = expect(peer.call('wait', {}, { signal: abort.signal })).rejects.toThrow();
  await expect.poll(() => count('waiting')).toBe(1);
  abort.abort(new Error('enough'));
  await given;
  await expect.poll(() => count('cancelled')).toBe(before + 1);
  expect(await count('waiting')).toBe(0);
}

async function elicitation(peer: Peer): Promise<void> {
  const answer = await text(peer, 'test_elicitation', { message: 'Who are you?' });
  expect(answer).toContain('action=accept');
  expect(answer).toContain('Ada, asked: Who are you?');
}

async function sampling(peer: Peer): Promise<void> {
  const answer = await text(peer, 'test_sampling', { prompt: 'Capital of France?' });
  expect(answer).toContain('LLM response: Paris');
  expect(answer).toContain('Capital of France?');
}

async function listChange(peer: Peer): Promise<void> {
  await untilItIsHeard(peer);
  expect(await peer.tools()).not.toContain('newcomer');
  for (const tool of ['add_tool', 'remove_tool']) {
    const before = peer.listChanges;
    await peer.call(tool, { name: 'newcomer' });
    await expect.poll(() => peer.listChanges).toBeGreaterThan(before);
    expect((await peer.tools()).includes('newcomer')).toBe(tool === 'add_tool');
  }
}

async function largeResult(peer: Peer): Promise<void> {
  const received = await text(peer, 'large', { bytes: LARGE_BYTES });
  expect(received.length).toBe(LARGE_BYTES);
  expect(digest(received)).toBe(digest(numberedLines(LARGE_BYTES)));
}

async function error(peer: Peer): Promise<void> {
  await mistake(peer);
  await expect(peer.call('refuse')).rejects.toMatchObject(refusal);
  await expect(peer.call('nothing')).rejects.toMatchObject({
    code: -32602,
    message: expect.stringContaining('nothing'),
  });
}

/** The gateway begins to listen when the first call has made a connection; what a server says before is lost. */
export async function untilItIsHeard(peer: Peer): Promise<void> {
  await expect.poll(() => counted(peer, 'listening')).toBeGreaterThan(0);
}

/** What the server has counted. */
async function counted(peer: Peer, what: 'waiting' | 'cancelled' | 'listening'): Promise<number> {
  return Number(await text(peer, `${what}_count`));
}

/** A tool's own failure is a result. */
export async function mistake(peer: Peer): Promise<void> {
  expect(await peer.call('test_error_handling')).toMatchObject({
    isError: true,
    content: [{ type: 'text', text: 'This tool intentionally returns an error for testing' }],
  });
}
