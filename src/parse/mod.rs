//! Text to program, judged by the dialect of the target's Pipy.
mod constructs;
mod convert;
mod depth;
mod javascript;
mod pipyjs;
