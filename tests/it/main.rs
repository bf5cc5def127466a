//! The integration tests, in one binary so that they link once.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that fails should stop")]

mod cli;
mod docs;
mod report;
mod reproducible;
mod rules;
mod schema;
mod sidecar;
mod support;
mod tidy;
