# `just` lists the recipes; `just ready` is all that has to hold before a change lands.

_default:
    @just --list

# Everything that continuous integration runs.
ready:
    .ci/run

# The tests whose names contain FILTER.
test FILTER="":
    cargo test --locked {{FILTER}}

# Rewrites what is generated (docs, snapshots). Read what changes before you commit it.
bless:
    PIPYC_BLESS=1 INSTA_UPDATE=always cargo test --locked

# Licenses, advisories and duplicates among the dependencies.
deny:
    cargo deny check

# Times against the budgets of ARCHITECTURE.md.
bench:
    cargo bench --locked

# Builds the example project.
shop:
    cargo run --release --locked -- build --project fixtures/projects/shop/pipyc.yaml
