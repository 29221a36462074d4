//! Integration tests: one binary, one module a subject.

#![forbid(unsafe_code)]

mod architecture;
mod artifact;
mod cli;
mod sample;
mod table;
