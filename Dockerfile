# The program and git, which `--since` asks: docker run --rm -v "$PWD:/site:ro" IMAGE check
FROM rust:1.95-alpine AS build
# hadolint ignore=DL3018
RUN apk add --no-cache musl-dev
WORKDIR /src
COPY . .
RUN cargo build --release --locked

FROM alpine:3.22
# hadolint ignore=DL3018
RUN apk add --no-cache git && git config --system --add safe.directory /site
COPY --from=build /src/target/release/copydesk /usr/local/bin/copydesk
USER 1000:1000
WORKDIR /site
ENTRYPOINT ["copydesk"]
CMD ["check"]
