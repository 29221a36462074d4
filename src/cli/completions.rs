//! `capcast completions`: what a shell needs to complete commands and options.

use super::exit::Failure;
use super::{Cli, speak};
use clap::{Args, CommandFactory};
use clap_complete::Shell;

const HELP: &str = "\
How to install it, for good:

  bash        mkdir -p ~/.local/share/bash-completion/completions
              capcast completions bash > ~/.local/share/bash-completion/completions/capcast
  zsh         mkdir -p ~/.zfunc
              capcast completions zsh > ~/.zfunc/_capcast
              and in ~/.zshrc, before compinit:  fpath+=~/.zfunc
  fish        capcast completions fish > ~/.config/fish/completions/capcast.fish
  powershell  capcast completions powershell >> $PROFILE
  elvish      capcast completions elvish >> ~/.config/elvish/rc.elv

A new shell then knows it. For the shell at hand alone, in bash:

  source <(capcast completions bash)";

#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(super) struct CompletionsArgs {
    /// The shell that is to complete.
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

/// Prints the script for a shell.
pub(super) fn completions(args: &CompletionsArgs) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "capcast", &mut script);
    speak::answer(&String::from_utf8_lossy(&script))
}
