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
        // Without a session, who can be asked may have each call in a process of its own, which knows of no other's.
        const isOfTwoCalls = aspect === 'cancel' || aspect === 'progress';
        const canBeAsked = !(client.startsWith('modern') && isOfTwoCalls);
        await using peer = await clients[client](gateway, endpoint, canBeAsked);
        await aspects[aspect](peer);
      });
    }
  }
}
