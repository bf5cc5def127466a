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
pub mod world;
pub mod source;
pub mod diag;
pub mod outcome;
pub mod runtime;
// Nouns.
pub mod ir;
pub mod bundle;
pub mod rules;
// Stages.
pub mod load;
pub mod parse;
pub mod lower;
pub mod check;
pub mod resolve;
pub mod assemble;
pub mod emit;
// Views.
pub mod report;
// Edges.
pub mod cli;
