# syntax=docker/dockerfile:1
# One image: the binary with the web files inside, and `npx` and `uvx` to start MCP servers with.

ARG NODE=node:22-bookworm-slim

FROM ${NODE} AS node

# -- Build, with the scripts that everybody uses --------------------------------------------------
FROM rust:1.96-bookworm AS build
ENV METAMCP_CACHE=/opt/metamcp
COPY --from=node /usr/local/bin/node /usr/local/bin/
COPY --from=node /usr/local/lib/node_modules /usr/local/lib/node_modules
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm \
    && ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx
WORKDIR /src

# The tools change rarely: a layer of their own, kept while the versions stay.
COPY scripts/setup.sh scripts/env.sh scripts/
COPY scripts/setup scripts/setup
COPY Cargo.toml package.json package-lock.json ./
RUN scripts/setup.sh run

COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    scripts/release.sh && install -D target/dist/metamcp /out/metamcp

# -- Run ------------------------------------------------------------------------------------------
FROM python:3.13-slim-bookworm
# git: `uvx --from git+...` and npm packages from a repository.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates git \
    && rm -rf /var/lib/apt/lists/* \
    && pip install --no-cache-dir uv==0.13.8
COPY --from=node /usr/local/bin/node /usr/local/bin/
COPY --from=node /usr/local/lib/node_modules /usr/local/lib/node_modules
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm \
    && ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx \
    && useradd --uid 10001 --user-group --no-create-home --home-dir /data --shell /usr/sbin/nologin metamcp \
    && install --directory --owner metamcp --group metamcp --mode 0700 /data
COPY --from=build /out/metamcp /usr/local/bin/

# What npx and uvx download stays in the volume, so that a new container starts its servers at once.
ENV HOME=/data \
    METAMCP_DATA_DIR=/data \
    METAMCP_LISTEN=0.0.0.0:12008 \
    XDG_CACHE_HOME=/data/cache \
    npm_config_cache=/data/cache/npm

USER metamcp
WORKDIR /data
VOLUME /data
EXPOSE 12008
# The first start may migrate a database.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --start-interval=1s CMD ["metamcp", "healthcheck"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["metamcp"]
CMD ["serve"]
