// The ways into an endpoint, each with the client that real users have for it.

import { StreamableHTTPClientTransport as ModernTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport as ModernStdioTransport } from '@modelcontextprotocol/client/stdio';
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

import { type Gateway, binary } from '../../fixtures/gateway.ts';
import { ModernPeer } from './modern-peer.ts';
import type { Peer } from './peer.ts';
import { RestPeer } from './rest-peer.ts';
import { SdkPeer } from './sdk-peer.ts';

/** Above the largest result; the client's own bound is 10 MB. */
const LARGEST_LINE = 64 * 1024 * 1024;

/** Connects to the endpoint of this name. */
type Connect = (gateway: Gateway, endpoint: string, canBeAsked: boolean) => Promise<Peer>;

export const clients = {
  SSE: (gateway, endpoint, canBeAsked) =>
    SdkPeer.connect(new SSEClientTransport(new URL(`${gateway.url}/metamcp/${endpoint}/sse`)), canBeAsked),
  'Streamable legacy': (gateway, endpoint, canBeAsked) =>
    SdkPeer.connect(new StreamableHTTPClientTransport(new URL(gateway.endpoint(endpoint))), canBeAsked),
  modern: (gateway, endpoint, canBeAsked) =>
    ModernPeer.connect(new ModernTransport(new URL(gateway.endpoint(endpoint))), canBeAsked),
  REST: async (gateway, endpoint) => new RestPeer(`${gateway.url}/metamcp/${endpoint}/api`),
  'stdio bridge': (gateway, endpoint, canBeAsked) =>
    SdkPeer.connect(new StdioClientTransport(bridge(gateway, endpoint)), canBeAsked),
  'modern stdio bridge': (gateway, endpoint, canBeAsked) =>
    ModernPeer.connect(new ModernStdioTransport(bridge(gateway, endpoint)), canBeAsked),
} satisfies Record<string, Connect>;

export type ClientKind = keyof typeof clients;

/** The command that carries an endpoint over stdin and stdout. */
function bridge(gateway: Gateway, endpoint: string) {
  return {
    command: binary,
    args: ['connect', gateway.endpoint(endpoint)],
    maxBufferSize: LARGEST_LINE,
    stderr: 'ignore' as const,
  };
}
