"""The official Python client (PyPI `mcp`) against a running binary: one scenario a run.

    python python_client.py SCENARIO URL [KEY]

Ends with 0 when the scenario holds, else with the assertion that failed. A scenario that needs something
done to the gateway prints a line that says so, and goes on when it sees the effect.
`clients/python.spec.ts` runs them.
"""

import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import anyio
import httpx2
import mcp_types as types
from mcp import Client, MCPError
from mcp.client.streamable_http import streamable_http_client

EXPOSED = ["demo__echo", "demo__add", "demo__now", "demo__slow_count", "demo__fail"]
PATIENCE_S = 15

Scenario = Callable[[str, str | None], Awaitable[None]]
scenarios: dict[str, Scenario] = {}


def scenario(function: Scenario) -> Scenario:
    scenarios[function.__name__] = function
    return function


@asynccontextmanager
async def connected(url: str, key: str | None, **options: object) -> AsyncIterator[Client]:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    async with httpx2.AsyncClient(headers=headers, timeout=30) as http:
        async with Client(streamable_http_client(url, http_client=http), **options) as client:
            yield client


def names(listed: types.ListToolsResult) -> list[str]:
    return [tool.name for tool in listed.tools]


def text(result: types.CallToolResult) -> str:
    (content,) = result.content
    assert isinstance(content, types.TextContent), content
    return content.text


@scenario
async def connects_by_probing_and_by_handshake(url: str, key: str | None) -> None:
    for mode in ("auto", "legacy"):
        async with connected(url, key, mode=mode) as client:
            assert client.server_info is not None and client.server_info.name, mode
            assert client.server_capabilities.tools is not None, mode
            assert names(await client.list_tools()) == EXPOSED, mode


@scenario
async def lists_tools_with_schemas_and_hints(url: str, key: str | None) -> None:
    async with connected(url, key) as client:
        add = (await client.list_tools()).tools[1]
        assert add.title == "Add two numbers", add
        assert add.input_schema["required"] == ["a", "b"], add
        assert add.output_schema is not None and add.output_schema["required"] == ["sum"], add
        assert add.annotations is not None and add.annotations.read_only_hint is True, add


@scenario
async def calls_tools_and_reads_their_results(url: str, key: str | None) -> None:
    async with connected(url, key) as client:
        message = 'naïve "quotes" 😀 \\ \n and a tab\t'
        assert text(await client.call_tool("demo__echo", {"message": message})) == message
        added = await client.call_tool("demo__add", {"a": 2, "b": 3.5})
        assert added.structured_content == {"sum": 5.5}, added


@scenario
async def receives_progress_in_order(url: str, key: str | None) -> None:
    seen: list[tuple[float, float | None]] = []

    async def progress(done: float, total: float | None, _message: str | None) -> None:
        seen.append((done, total))

    async with connected(url, key) as client:
        arguments = {"to": 4, "interval_ms": 20}
        result = await client.call_tool("demo__slow_count", arguments, progress_callback=progress)
        assert text(result) == "Counted to 4", result
        with anyio.fail_after(PATIENCE_S):
            while len(seen) < 4:
                await anyio.lowlevel.checkpoint()
        assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)], seen


@scenario
async def tells_failing_tools_from_unknown_ones(url: str, key: str | None) -> None:
    async with connected(url, key) as client:
        failed = await client.call_tool("demo__fail", {"reason": "no paper"})
        assert failed.is_error and text(failed) == "no paper", failed
        try:
            await client.call_tool("demo__rm", {})
        except MCPError as error:
            assert error.code == types.INVALID_PARAMS and "demo__rm" in error.message, error
        else:
            raise AssertionError("an unknown tool was called")


@scenario
async def hears_that_the_list_changed(url: str, key: str | None) -> None:
    changed = anyio.Event()

    async def on_message(message: object) -> None:
        if isinstance(message, types.ToolListChangedNotification):
            changed.set()

    async with connected(url, key, mode="legacy", message_handler=on_message) as client:
        assert names(await client.list_tools()) == EXPOSED
        print("switch demo__add off", flush=True)
        with anyio.fail_after(PATIENCE_S):
            await changed.wait()
        assert names(await client.list_tools()) == [name for name in EXPOSED if name != "demo__add"]


@scenario
async def is_refused_without_the_right_key(url: str, key: str | None) -> None:
    for wrong in (None, f"{key}x"):
        for mode in ("auto", "legacy"):
            try:
                async with connected(url, wrong, mode=mode) as client:
                    await client.list_tools()
            except* MCPError:
                pass
            else:
                raise AssertionError(f"connected with the key {wrong}, {mode}")


@scenario
async def ends_its_session_when_it_leaves(url: str, key: str | None) -> None:
    sent: list[httpx2.Request] = []

    async def note(request: httpx2.Request) -> None:
        sent.append(request)

    headers = {"Authorization": f"Bearer {key}"}
    async with httpx2.AsyncClient(headers=headers, event_hooks={"request": [note]}) as http:
        async with Client(streamable_http_client(url, http_client=http), mode="legacy") as client:
            await client.list_tools()
        assert sent[-1].method == "DELETE", [request.method for request in sent]
        session = sent[-1].headers["mcp-session-id"]
        late = await http.post(
            url,
            headers={"Mcp-Session-Id": session, "Accept": "application/json, text/event-stream"},
            json={"jsonrpc": "2.0", "id": 1, "method": "tools/list"},
        )
        assert late.status_code == 404, late


if __name__ == "__main__":
    name, url, *rest = sys.argv[1:]
    anyio.run(scenarios[name], url, rest[0] if rest else None)
