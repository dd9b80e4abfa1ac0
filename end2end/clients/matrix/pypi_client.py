"""The official Python client (PyPI `mcp`) at servers of every kind: what the matrix asks of a client, in one run.

    python pypi_client.py WAY BINARY GATEWAY ENDPOINT...

Ends with 0 when everything crosses at all of these endpoints. `clients/matrix/pypi.spec.ts` runs it.
"""

import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import anyio
import mcp_types as types
from mcp import Client, MCPError, StdioServerParameters
from mcp.client.sse import sse_client

PATIENCE_S = 15
# Below the largest event that this client takes.
LARGE_BYTES = 1_000_000
LINE = 80

Connect = Callable[..., Client]


def way(name: str, binary: str, endpoint: str) -> Connect:
    """A client that comes in by this way; what it offers is left to say."""
    if name == "sse":
        return lambda **offers: Client(sse_client(f"{endpoint}/sse"), mode="legacy", **offers)
    if name == "bridge":
        command = StdioServerParameters(command=binary, args=["connect", f"{endpoint}/mcp"])
        return lambda **offers: Client(command, **offers)
    mode = {"modern": "2026-07-28", "legacy": "legacy"}[name]
    return lambda **offers: Client(f"{endpoint}/mcp", mode=mode, **offers)


async def text(client: Client, tool: str, **arguments: Any) -> str:
    (content,) = (await client.call_tool(tool, arguments)).content
    assert isinstance(content, types.TextContent), content
    return content.text


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    with anyio.fail_after(PATIENCE_S):
        while not await holds():
            await anyio.lowlevel.checkpoint()


async def calls(connect: Connect) -> None:
    async with connect() as client:
        said = 'naïve "quotes" 😀 \\ \n and a tab\t'
        assert await text(client, "echo", text=said) == said


async def progress(connect: Connect) -> None:
    seen: list[float] = []

    async def hear(done: float, _total: float | None, _message: str | None) -> None:
        seen.append(done)

    async with connect() as client:

        async def report() -> None:
            await client.call_tool("paced_progress", progress_callback=hear)

        # Each report is waited for: this client drops what comes together with the result.
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(report)
            for reports in (1, 2, 3):

                async def is_told(reports: int = reports) -> bool:
                    return len(seen) == reports

                await until(is_told)
                await text(client, "go_on")
        assert seen == [0, 50, 100], seen


async def cancels(connect: Connect) -> None:
    async with connect() as client:

        async def count(what: str) -> int:
            return int(await text(client, f"{what}_count"))

        async def waits() -> bool:
            return await count("waiting") == 1

        async def is_told() -> bool:
            return await count("cancelled") == before + 1

        before = await count("cancelled")
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(client.call_tool, "wait")
            await until(waits)
            tasks.cancel_scope.cancel()
        await until(is_told)
        assert await count("waiting") == 0


async def is_asked(connect: Connect) -> None:
    async def fill_in(_context: object, params: types.ElicitRequestParams) -> types.ElicitResult:
        name = f"Ada, asked: {params.message}"
        return types.ElicitResult(action="accept", content={"username": name, "email": "ada@example.com"})

    async def complete(_context: object, params: types.CreateMessageRequestParams) -> types.CreateMessageResult:
        said = types.TextContent(type="text", text=f"Paris, asked: {params.messages[-1].content}")
        return types.CreateMessageResult(role="assistant", content=said, model="none")

    async with connect(elicitation_callback=fill_in, sampling_callback=complete) as client:
        assert "Ada, asked: Who?" in await text(client, "test_elicitation", message="Who?")
        sampled = await text(client, "test_sampling", prompt="Capital of France?")
        assert "Paris" in sampled and "Capital of France?" in sampled, sampled


async def hears_of_changes(connect: Connect) -> None:
    told: list[object] = []

    async def hear(message: object) -> None:
        if isinstance(message, types.ToolListChangedNotification):
            told.append(message)

    async with connect(message_handler=hear) as client, listening(client, told):
        await client.list_tools()
        # Both are waited for: this client cannot stand a message while it leaves.
        for tool in ("add_tool", "remove_tool"):
            before = len(told)
            await text(client, tool, name="newcomer")

            async def is_told(before: int = before) -> bool:
                return len(told) > before

            await until(is_told)
            names = [tool.name for tool in (await client.list_tools()).tools]
            assert ("newcomer" in names) == (tool == "add_tool"), (tool, names)


@asynccontextmanager
async def listening(client: Client, told: list[object]) -> AsyncIterator[None]:
    """A client without a session hears of changes only where it listens."""
    if client.protocol_version != "2026-07-28":
        yield
        return
    async with client.listen(tools_list_changed=True) as changes, anyio.create_task_group() as tasks:

        async def hear() -> None:
            async for change in changes:
                told.append(change)

        tasks.start_soon(hear)
        yield
        tasks.cancel_scope.cancel()


async def receives_large_results(connect: Connect) -> None:
    async with connect() as client:
        received = await text(client, "large", bytes=LARGE_BYTES)
        lines = (f"{number:0>{LINE - 1}}\n" for number in range(LARGE_BYTES // LINE + 1))
        assert received == "".join(lines)[:LARGE_BYTES], len(received)


async def tells_mistakes_apart(connect: Connect) -> None:
    async with connect() as client:
        failed = await client.call_tool("test_error_handling")
        assert failed.is_error, failed
        try:
            await client.call_tool("refuse")
        except MCPError as error:
            assert (error.code, error.data) == (507, {"tray": 2}), error
        else:
            raise AssertionError("the error of the server did not arrive")


ASPECTS = [calls, progress, cancels, is_asked, hears_of_changes, receives_large_results, tells_mistakes_apart]


async def main(name: str, binary: str, gateway: str, *endpoints: str) -> None:
    for endpoint in endpoints:
        for aspect in ASPECTS:
            print(f"{endpoint}: {aspect.__name__}", flush=True)
            try:
                await aspect(way(name, binary, f"{gateway}/metamcp/{endpoint}"))
            except BaseException as error:
                error.add_note(f"{aspect.__name__} at {endpoint}")
                raise


if __name__ == "__main__":
    anyio.run(main, *sys.argv[1:])
