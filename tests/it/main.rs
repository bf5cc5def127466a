//! The integration tests, in one binary so that they link once.

mod assemble;
mod cli;
mod docs;
mod report;
mod reproducible;
mod resolve;
mod rules;
mod schema;
mod sidecar;
mod load;
mod support;
mod tidy;
