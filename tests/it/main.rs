//! The integration tests, in one binary so that they link once.

mod docs;
mod report;
mod rules;
mod schema;
mod sidecar;
mod support;
mod tidy;
