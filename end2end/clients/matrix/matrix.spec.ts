// Each client at each server: whatever one side can say reaches the other, or is explained.

import { type Aspect, conversation } from './aspects.ts';
import { type ClientKind, clients } from './clients.ts';
import { test } from './fixture.ts';
import { requests } from './rest-aspects.ts';
import { servers } from './servers.ts';

for (const client of Object.keys(clients) as ClientKind[]) {
  const aspects = client === 'REST' ? requests : conversation;
  for (const [server, endpoint] of Object.entries(servers)) {
    for (const aspect of Object.keys(aspects) as Aspect[]) {
      test(`${client} client, ${server} server: ${aspect}`, async ({ gateway }) => {
        // Who can be asked has connections, and so processes, of its own; then nobody could count for another call.
        const canBeAsked = aspect !== 'cancel';
        await using peer = await clients[client](gateway, endpoint, canBeAsked);
        await aspects[aspect](peer);
      });
    }
  }
}
