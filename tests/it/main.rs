//! The integration tests, in one binary so that they link once.

mod assemble;
mod bundle;
mod cli;
mod conformance;
mod docs;
mod load;
mod parse;
mod parse_rules;
mod report;
mod reproducible;
mod resolve;
mod rules;
mod schema;
mod sidecar;
mod support;
mod tidy;
