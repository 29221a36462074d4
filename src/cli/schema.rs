//! `capcast schema`: the format's JSON Schema, for editors.

use super::exit::Failure;
use super::speak;
use crate::scenario;
use clap::Args;

const HELP: &str = "\
Editors with a TOML language server (Even Better TOML in VS Code, taplo in others) then complete
keys, show what each means with its unit and default, and mark what is misspelt:

  capcast schema > scenario.schema.json

and as the first line of each scenario in that folder:

  #:schema ./scenario.schema.json

`capcast check` knows more: the rules between values are no part of a schema.";

#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(super) struct SchemaArgs {}

/// Prints the schema.
pub(super) fn schema(_: &SchemaArgs) -> Result<(), Failure> {
    speak::answer(&scenario::json_schema())
}
