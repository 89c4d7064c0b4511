# The demo shop (examples/shop) for docker-compose.observability.yml.

FROM node:24.21.0-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.base.json tsconfig.build.json tsconfig.examples.json ./
COPY scripts scripts
COPY test/run/clean.mjs test/run/
COPY src src
COPY examples/shop examples/shop
RUN npm run build && npm run build:examples
# What the shop imports is among the package's development dependencies. Those that it needs at run time become
# ordinary ones, in the versions installed, and the rest goes.
RUN npm pkg delete devDependencies peerDependencies peerDependenciesMeta \
 && npm pkg set dependencies.@electric-sql/pglite=* dependencies.@opentelemetry/api=* dependencies.@redis/client=* \
    dependencies.fastify=* dependencies.lru-cache=* dependencies.opossum=* dependencies.pg=* \
 && npm prune

FROM node:24.21.0-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY --from=build /app/build/examples/shop build/examples/shop
USER node
EXPOSE 8080 9464
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "--eval", "fetch(`http://127.0.0.1:${process.env.PORT ?? 8080}/ready`, { signal: AbortSignal.timeout(4000) }).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# The shop ends on SIGTERM. Options go behind it: `docker run … --rate 100`.
ENTRYPOINT ["node", "build/examples/shop/main.js"]
