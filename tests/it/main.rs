//! The integration tests, in one binary so that they link once.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "what fails in a test should stop it")]
#![expect(clippy::disallowed_methods, reason = "tests set the stage on the disk and read what was written")]
#![expect(clippy::print_stdout, reason = "a test that needs what is not here says that it skipped")]

mod alternatives;
mod assemble;
mod baseline;
mod book;
mod browser;
mod builtins;
mod bundle;
mod ci_files;
mod cli;
mod configuration;
mod conformance;
mod correct;
mod dialect_doc;
mod diff;
mod docs;
mod expressions;
mod faults;
mod forks;
mod formats;
mod graph;
mod helm;
mod hooks;
mod hostile;
mod limits;
mod load;
mod mending;
mod parse;
mod parse_rules;
mod projects;
mod quiet;
mod render;
mod report;
mod reports;
mod reproducible;
mod resolve;
mod rules;
mod schema;
mod sidecar;
mod streams;
mod support;
mod terminal;
mod tidy;
mod why;
