//! The integration tests, in one binary so that they link once.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "what fails in a test should stop it")]

mod assemble;
mod bundle;
mod cli;
mod conformance;
mod docs;
//LOCAL mod load;
mod report;
mod reproducible;
mod resolve;
mod rules;
mod schema;
mod sidecar;
mod hooks;
mod support;
mod tidy;
