//! Settings from the command line: `--set site.loughton.pue=1.3` as a layer over the files.
//!
//! What it does not know: which keys exist, and how layers merge.
