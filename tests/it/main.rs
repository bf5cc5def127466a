//! The integration tests, in one binary so that they link once.

mod conformance;
mod docs;
mod rules;
mod sidecar;
mod support;
mod tidy;
