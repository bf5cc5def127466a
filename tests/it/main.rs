//! The integration tests, in one binary so that they link once.

mod assemble;
mod docs;
mod resolve;
mod rules;
mod support;
mod tidy;
