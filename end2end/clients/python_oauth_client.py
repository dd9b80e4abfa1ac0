"""The official Python client (PyPI `mcp`) connects by OAuth.

    python python_oauth_client.py URL REDIRECT_URI

Prints where a browser has to go, reads from stdin the URL that the browser came back with, lists the tools and prints
their names. `clients/python-oauth.spec.ts` runs it.
"""

import sys
from urllib.parse import parse_qs, urlsplit

import anyio
import httpx2
from mcp import Client
from mcp.client.auth import OAuthClientProvider
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.auth import AuthorizationCodeResult, OAuthClientInformationFull, OAuthClientMetadata, OAuthToken


class Memory:
    """Keeps tokens for one run."""

    def __init__(self) -> None:
        self.tokens: OAuthToken | None = None
        self.client: OAuthClientInformationFull | None = None

    async def get_tokens(self) -> OAuthToken | None:
        return self.tokens

    async def set_tokens(self, tokens: OAuthToken) -> None:
        self.tokens = tokens

    async def get_client_info(self) -> OAuthClientInformationFull | None:
        return self.client

    async def set_client_info(self, client_info: OAuthClientInformationFull) -> None:
        self.client = client_info


async def show(url: str) -> None:
    print(url, flush=True)


async def answer() -> AuthorizationCodeResult:
    line = await anyio.to_thread.run_sync(sys.stdin.readline)
    query = parse_qs(urlsplit(line.strip()).query)
    return AuthorizationCodeResult(code=query["code"][0], state=query["state"][0], iss=query["iss"][0])


async def main(url: str, redirect_uri: str) -> None:
    metadata = OAuthClientMetadata(client_name="Python", redirect_uris=[redirect_uri], token_endpoint_auth_method="none")
    provider = OAuthClientProvider(url, metadata, Memory(), show, answer)
    async with httpx2.AsyncClient(auth=provider, timeout=30) as http:
        async with Client(streamable_http_client(url, http_client=http)) as client:
            for tool in (await client.list_tools()).tools:
                print(tool.name, flush=True)


anyio.run(main, *sys.argv[1:])
