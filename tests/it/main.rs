//! The integration tests, in one binary so that they link once.

mod conformance;
mod docs;
mod parse_rules;
mod rules;
mod sidecar;
mod support;
mod tidy;
