//! The program: passes its arguments to the library and its exit code to the system.

#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    capcast::cli::main(std::env::args_os()).into()
}
