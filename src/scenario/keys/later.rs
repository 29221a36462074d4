//! Keys of the format that this version does not model: known, so that a scenario that uses one
//! is told so plainly, and not that it misspelt something.

use super::Key;

pub(super) const KEYS: &[Key] = &[
    Key::later("driver", "driver", "Factors shared by many activities."),
    Key::later("risk", "risk", "Events with a probability and an impact."),
    Key::later("correlation", "correlation", "Groups of quantities that move together."),
    Key::later("branch", "branch", "Rival coherent stories, one of them a trial."),
    Key::later("supply", "supply", "Pools that bound the deliveries of chips."),
    Key::later("target", "target", "Levels that a scope is to reach by a date."),
    Key::later("baseline", "baseline", "Load that the scenario does not list."),
    Key::later("cost", "cost", "Costs per MW and per GPU, and running costs."),
    Key::later("fx", "fx", "Exchange rates."),
    Key::later("roadmap", "roadmap", "Generations of chips by date."),
    Key::later("site.*.money", "money", "Money announced for it."),
    Key::later("site.*.phase.*.money", "money", "Money announced for it."),
    Key::later("site.*.phase.*.service_life", "service-life", "When its GPUs leave service."),
    Key::later("site.*.phase.*.refresh", "refresh", "Whether its GPUs are renewed."),
    Key::later("site.*.phase.*.hold", "hold", "What stays fixed when the chip changes."),
    Key::later("site.*.phase.*.order_lead", "order-lead", "How long before `ready` chips are ordered."),
    Key::later("site.*.phase.*.activity.*.gate", "gate", "The chance to survive it."),
    Key::later("site.*.grid.*.firm", "firm", "Whether the capacity is firm."),
    Key::later("site.*.grid.*.curtailed", "curtailed", "Share of the time that it is cut off."),
    Key::later("zone.*.headroom", "headroom", "What the zone can carry in all."),
    Key::later("zone.*.carbon", "carbon", "Carbon intensity of its power."),
    Key::later("programme.*.fills_totals", "fills-totals", "Whether what no site accounts for enters the totals."),
    Key::later("programme.*.remainder", "remainder", "What no site accounts for, as a phase."),
    Key::later("programme.*.money", "money", "Money announced for it."),
    Key::later("programme.*.it_load", "it-load", "Its announced total of IT load."),
    Key::later("programme.*.zone", "zone", "Its grid zone."),
];
