//! What marks and labels stand for; the theme gives each its look.

/// What a mark or a label stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// P10 to P90.
    OuterBand,
    /// P25 to P75.
    InnerBand,
    /// P50.
    Median,
    /// What was announced.
    Announced,
    /// The status date.
    Status,
    /// The cumulative share of trials.
    Chance,
    /// A percentile on that curve.
    Percentile,
    /// A thin line that leads to an axis.
    Guide,
    /// The share of trials in which it never comes.
    Never,
    /// The mean of the total.
    MeanTotal,
    /// The n-th part of a whole.
    Part(usize),
    /// The parts that are too many to tell apart.
    Rest,
    /// P10 to P90 of a phase's online date, given that it comes.
    Phase,
    /// A range that runs on beyond the plot.
    Beyond,
    /// A finished activity.
    Fact,
    /// The part of an activity under way that lies before the status date.
    Elapsed,
    /// A date that is known.
    FactDate,
    /// An activity, from its median start to its median finish.
    Activity,
    /// P10 to P90 of a finish.
    Whisker,
    /// P10 to P90 of a grid stage's energisation.
    Grid,
    /// P50 of a grid stage's energisation.
    GridMedian,
    /// P10 to P90 of the GPUs installed, powered or not.
    InstalledBand,
    /// P50 of the GPUs installed.
    Installed,
    /// What is installed and has no power.
    Stranded,
    /// Nothing: neither more nor less.
    Zero,
    /// Firm capacity in all.
    Firm,
    /// What the grid gives beyond it and cuts off at times.
    Curtailable,
    /// The part of it that plant on site gives; P10 to P90 of when it comes or goes.
    Plant,
    /// P50 of when plant comes or goes.
    PlantMedian,
    /// The median of the n-th of scenarios side by side, the base first.
    Scenario(usize),
    /// P10 to P90 of the n-th scenario.
    ScenarioBand(usize),
    /// The edges of that band.
    ScenarioEdge(usize),
    /// The mean over trials.
    Mean,
    /// P50 of a date in the base.
    MovedFrom,
    /// P50 of the same date in a variant.
    MovedTo,
    /// A tile of a grid, by its place on the scale: 0 the least.
    Heat(usize),
    /// A tile of differences, by its place on the scale: the middle is none.
    Contrast(usize),
    /// Words on a dark tile.
    OnDark,
    /// Words on a light tile.
    OnLight,
    /// Words on a deep part.
    OnDeep,
    /// Words on a pale part.
    OnPale,
    /// Words on the part that is deep on white paper alone.
    OnOrchid,
    /// The tile of the scenario as written.
    AsWritten,
    /// An outcome over an axis.
    Swept,
    /// What adds to a number.
    Raises,
    /// What takes away from it.
    Lowers,
    /// A mean outcome in the lowest third of an input, or where an event does not happen.
    LowThird,
    /// The same in the highest third, or where it happens.
    HighThird,
    /// A link of a network, by how often the driving path runs along it: 0 the least.
    Link(usize),
    /// Something outside a network that it waits for: a grid stage.
    OutsideGrid,
    /// The same: a milestone of another phase.
    OutsidePhase,
    /// A single trial.
    Trial,
    /// A line along which a chance is the same.
    Contour,
    /// What a comparison supposes: independence.
    Supposed,
    /// The P10 to P90 of an outcome in one story.
    Story,
    /// Where what is aimed at lies.
    Goal,
    /// Land on a map.
    Land,
    /// A border on a map.
    Border,
    /// What runs at a place on a map.
    Running,
    /// What was announced for a place on a map.
    Promised,
    /// Plain words, in bold.
    Text,
    /// A name, in plain type.
    Name,
    /// Words that stand back.
    Quiet,
}
