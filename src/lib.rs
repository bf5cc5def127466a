//! `pipyc` compiles the plugins of a Pipy service mesh, offline, into codebase bundles.
//!
//! ```text
//!  World ──load──▶ Project
//!                     │ each script, in parallel
//!                     ▼
//!                  Source ──parse──▶ Program ──lower──▶ Module ──check──┐
//!                                                                      ▼
//!                                   Project, Modules ──resolve──▶ Resolved chains ──check──┐
//!                                                                                         ▼
//!                                   Project, Modules, chains ──assemble──▶ Bundle ──check──▶ emit
//!                                                                            ▲
//!                                                                          read
//! ```
//!
//! Findings leave every stage sideways as [`diag::Diagnostic`]s and meet again in `report`.
//! Modules stand in reading order; each imports only from those before it.

// Ground.
pub mod diag;
pub mod outcome;
pub mod runtime;
pub mod shown;
pub mod source;
pub mod world;
// Nouns.
pub mod bundle;
pub mod ir;
pub mod rules;
// Stages.
pub mod assemble;
pub mod check;
pub mod emit;
pub mod load;
pub mod lower;
pub mod parse;
pub mod resolve;
// Views.
pub mod diff;
pub mod explain;
pub mod graph;
pub mod report;
pub mod why;
// The order of stages.
pub mod driver;
// Edges.
pub mod cli;
