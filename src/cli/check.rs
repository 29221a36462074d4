//! `capcast check`: all that is wrong with scenario files.

use super::CheckArgs;
use super::exit::{Exit, Failure, exit_of};
use super::speak;
use crate::projection::ReplayAnswer;
use crate::table;

/// Says "FILE: ok" of each file that can run, and all that is wrong with the others.
pub(super) fn check(args: &CheckArgs) -> Result<(), Failure> {
    let options = args.read.load_options();
    let mut worst = Exit::Done;
    for file in &args.files {
        match crate::scenario::load(file, &options) {
            Ok(loaded) => {
                speak::answer(&format!("{}: ok\n", file.display()))?;
                if let Some(replay) = &loaded.model.replay {
                    let replay = ReplayAnswer::of(replay);
                    let sentence = table::replay_sentence(&replay);
                    speak::answer(&format!("{sentence}\n{}", table::replay_list(&replay)))?;
                }
                speak::talk_problems(&loaded.warnings);
            }
            Err(problems) => {
                // One scenario with problems outweighs a file that cannot be read.
                if worst != Exit::Scenario {
                    worst = exit_of(&problems);
                }
                speak::talk_problems(&problems);
            }
        }
    }
    match worst {
        Exit::Done => Ok(()),
        exit => Err(Failure::Told(exit)),
    }
}
