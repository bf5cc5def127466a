//! The integration tests, in one binary so that they link once.

mod docs;
mod resolve;
mod rules;
mod sidecar;
mod support;
mod tidy;
