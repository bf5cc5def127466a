//! The integration tests, in one binary so that they link once.

mod bundle;
mod cli;
mod docs;
mod report;
mod reproducible;
mod resolve;
mod rules;
mod schema;
mod sidecar;
mod support;
mod tidy;
