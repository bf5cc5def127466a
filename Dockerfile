# Two images from one build: the last stage is the program and nothing else; `--target shell` has a shell
# beside it, as runners of GitLab and the like need.

FROM rust:1.95-alpine AS build
RUN apk add --no-cache musl-dev=~1.2
WORKDIR /src
COPY . .
# The target of Alpine is musl, so the program needs no library.
RUN cargo build --release --locked && cp target/release/pipyc /pipyc

FROM alpine:3.22 AS shell
COPY --from=build /pipyc /usr/local/bin/pipyc
USER 65532:65532
WORKDIR /work
ENTRYPOINT ["pipyc"]

FROM scratch
COPY --from=build /pipyc /pipyc
USER 65532:65532
WORKDIR /work
ENTRYPOINT ["/pipyc"]
