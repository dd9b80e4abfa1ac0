// What a client answers when a server asks: something that shows which question it was.

/** What a client offers that can be asked. */
export const capabilities = { elicitation: {}, sampling: {} };

/** A person fills in a form. */
export function fillIn({ message }: { message: string }) {
  return { action: 'accept' as const, content: { username: `Ada, asked: ${message}`, email: 'ada@example.com' } };
}

/** A model goes on with a conversation. */
export function complete({ messages }: { messages: { content: unknown }[] }) {
  const said = `Paris, asked: ${JSON.stringify(messages.at(-1)?.content)}`;
  return { role: 'assistant' as const, content: { type: 'text' as const, text: said }, model: 'none' };
}
