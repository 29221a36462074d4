//! Of what a step is made: a chip whose power and rate give both what the step adds.

use super::levels::{Step, short};
use crate::model::{Chip, Uncertain};
use crate::scenario::{Files, LoadOptions, load};
use crate::units::{H100_OPS_8BIT, WATTS_PER_MEGAWATT};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Types as the tables name them, and what they are in the catalogue. NVIDIA's of these generations count at the rate
/// of their racks of 72: with it, the tables' compute comes to whole numbers of chips.
const NAMED: [(&str, &str); 14] = [
    ("A100", "a100"),
    ("H100", "h100"),
    ("H200", "h200"),
    ("B200", "gb200"),
    ("GB200", "gb200"),
    ("B300", "gb300"),
    ("GB300", "gb300"),
    ("Rubin", "vr200"),
    ("TPU v5p", "tpu-v5p"),
    ("TPU v6e", "tpu-v6e"),
    ("TPU v7", "tpu-v7"),
    ("Trainium2", "trainium2"),
    ("Trainium3", "trainium3"),
    ("MI300X", "mi300x"),
];

/// How far beyond its catalogued range a chip's power may be where it is the only one named.
const ALONE: f64 = 1.7;
/// The same where it is one of several: what fits worse is a mix.
const AMONG: f64 = 1.1;
/// Watts that stand for none: a chip must draw something.
const HARDLY: f64 = 0.001;
/// Chips above this number are whole without moving what they draw.
const MANY: f64 = 1_000.0;

/// Percentiles of the catalogued watts, and rates.
struct Known {
    chip: Chip,
    p10: f64,
    p90: f64,
}

static CATALOGUE: LazyLock<BTreeMap<String, Known>> = LazyLock::new(|| {
    let mut text = "[scenario]\nfrom = 2026-01-01\nto = 2026-12-31\n".to_owned();
    for (_, id) in NAMED {
        let phase = format!("{{ chip = \"{id}\", gpus = 1, expected = 2026-02-01 }}");
        let line = format!("site.a.phase.{id} = {phase}\n");
        if !text.contains(&line) {
            text.insert_str(0, &line);
        }
    }
    let options = LoadOptions {
        files: Files::memory([("chips.toml", text)]),
        ..LoadOptions::default()
    };
    let loaded = load("chips.toml", &options).expect("the catalogue has these chips");
    let chips = loaded.model.chips.into_iter();
    let known = chips.map(|chip| {
        let watts = chip.watts.distribution();
        let (p10, p90) = (watts.quantile(0.1), watts.quantile(0.9));
        (chip.id.clone(), Known { chip, p10, p90 })
    });
    known.collect()
});

/// A chip of the scenario.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Made {
    pub(super) id: String,
    pub(super) name: String,
    /// Power of one at peak, W.
    pub(super) watts: f64,
    /// Dense 8-bit operations per second.
    pub(super) ops_8bit: f64,
    /// The catalogue's chip that it is, if it is one.
    pub(super) of: Option<Rates>,
}

/// Other rates of a chip, from the catalogue.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Rates {
    pub(super) id: &'static str,
    pub(super) flops_16bit: Option<f64>,
    pub(super) flops_4bit: Option<f64>,
}

/// A step's chip, and how many of them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Outfit {
    pub(super) chip: Made,
    pub(super) gpus: u64,
    /// Whether the chip was picked here, and not named for the whole site.
    pub(super) is_assumed: bool,
}

/// Types that are named for a site and are not in the catalogue.
pub(super) fn unknown(named: &[String]) -> impl Iterator<Item = &String> {
    named.iter().filter(|name| id_of(name).is_none())
}

fn id_of(name: &str) -> Option<&'static str> {
    let known = NAMED
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(name));
    known.map(|(_, id)| *id)
}

/// Finds a step's chip among those that are named for its site; `it_mw` is the step's load at the servers.
pub(super) fn outfit(step: &Step, it_mw: f64, named: &[String]) -> Outfit {
    let it_watts = it_mw * WATTS_PER_MEGAWATT;
    if step.h100e <= 0.0 {
        // Power alone: units of a kilowatt, whose rate is the least that a chip can have.
        return made(None, it_watts / 1_000.0, it_watts, 1.0, true);
    }
    let ops = step.h100e * H100_OPS_8BIT;
    if it_watts <= 0.0 {
        return made(None, step.h100e, 0.0, H100_OPS_8BIT, true);
    }
    let is_alone = named.len() == 1;
    let bound = if is_alone { ALONE } else { AMONG };
    let fits = named.iter().filter_map(|name| {
        let id = id_of(name)?;
        let known = CATALOGUE.get(id)?;
        let rate = known.chip.ops_8bit.median();
        let watts = it_watts * rate / ops;
        let apart = (known.p10 / watts).max(watts / known.p90).max(1.0);
        // Of two that fit, the one whose middle is nearer.
        let middle =
            (watts / (known.p10 * known.p90).sqrt()).max((known.p10 * known.p90).sqrt() / watts);
        (apart <= bound).then_some((apart, middle, id, rate))
    });
    let best = fits.min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    match best {
        Some((_, _, id, rate)) => made(Some(id), ops / rate, it_watts, rate, !is_alone),
        None => made(None, step.h100e, it_watts, H100_OPS_8BIT, true),
    }
}

/// A chip of this rate, so many of it that both are met: few are whole and draw what is left, many are whole by their
/// power, which is round.
fn made(
    id: Option<&'static str>,
    count: f64,
    it_watts: f64,
    rate: f64,
    is_assumed: bool,
) -> Outfit {
    let whole = count.round().max(1.0);
    let mut watts = (it_watts / whole).max(HARDLY);
    let mut gpus = whole;
    if count >= MANY && watts > HARDLY {
        watts = rounded(it_watts / count, 4);
        gpus = (it_watts / watts).round();
    } else {
        watts = rounded(watts, 7);
    }
    let known = id.and_then(|id| Some((id, CATALOGUE.get(id)?)));
    let shown = short(watts);
    let (stem, name) = match known {
        Some((id, known)) => (id, format!("{} at {shown} W", known.chip.name)),
        None if rate < H100_OPS_8BIT => (
            "power-only",
            "Power whose compute the table does not tell, kW".to_owned(),
        ),
        None if watts <= HARDLY => (
            "compute-only",
            "Compute whose power the table does not tell, in H100-equivalents".to_owned(),
        ),
        None => (
            "h100e",
            format!("Chips not told apart, in H100-equivalents at {shown} W"),
        ),
    };
    let chip = Made {
        id: format!("{stem}-{}w", watts.to_string().replace(['.', 'e'], "-")),
        name,
        watts,
        ops_8bit: rate,
        of: known.map(|(id, known)| Rates {
            id,
            flops_16bit: known.chip.flops_16bit.as_ref().map(Uncertain::median),
            flops_4bit: known.chip.flops_4bit.as_ref().map(Uncertain::median),
        }),
    };
    Outfit {
        chip,
        gpus: gpus as u64,
        is_assumed,
    }
}

/// A number with so many digits that count.
pub(super) fn rounded(number: f64, digits: usize) -> f64 {
    let text = format!("{number:.*e}", digits.saturating_sub(1));
    text.parse().unwrap_or(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn step(mw: f64, h100e: f64) -> Step {
        Step {
            date: date(2026, 1, 1),
            mw,
            h100e,
            to_mw: mw,
            to_h100e: h100e,
            buildings: None,
        }
    }

    fn named(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn holds(outfit: &Outfit, it_mw: f64, h100e: f64) {
        let gpus = outfit.gpus as f64;
        let mw = gpus * outfit.chip.watts / 1e6;
        assert!((mw / it_mw - 1.0).abs() < 1e-4, "{mw} MW of {it_mw}");
        let made = gpus * outfit.chip.ops_8bit / 1.979e15;
        assert!((made / h100e - 1.0).abs() < 6e-4, "{made} of {h100e}");
    }

    #[test]
    fn abilene_has_as_many_chips_as_its_owner_said() {
        let first = outfit(
            &step(147.0, 127_337.039_089),
            105.0,
            &named(&["B200", "B300"]),
        );
        assert_eq!(first.chip.watts, 2083.0);
        assert!(
            (first.gpus as f64 - 50_400.0).abs() < 20.0,
            "{}",
            first.gpus
        );
        assert_eq!(first.chip.id, "gb200-2083w");
        assert!(first.is_assumed);
        holds(&first, 105.0, 127_337.039_089);
    }

    #[test]
    fn of_several_types_the_one_that_draws_so_much_is_taken_and_a_mix_is_counted_in_equivalents() {
        // 1,400 W an H100-equivalent are H100s; 827 are Blackwells; 1,080 are neither.
        let types = named(&["H100", "H200", "B200"]);
        let of = |watts: f64| outfit(&step(1.0, 1e5), watts / 10.0, &types);
        assert!(of(1_400.0).chip.id.starts_with("h100-"));
        assert!(of(827.0).chip.id.starts_with("gb200-"));
        assert!(of(1_080.0).chip.id.starts_with("h100e-"));
        holds(&of(1_080.0), 108.0, 1e5);
    }

    #[test]
    fn what_is_not_in_the_catalogue_or_not_named_is_counted_in_equivalents() {
        for types in [named(&["Ascend 910C"]), named(&[])] {
            let made = outfit(&step(1.0, 94_402.125), 120.0, &types);
            assert_eq!(made.chip.ops_8bit, 1.979e15);
            assert!(made.is_assumed && made.chip.of.is_none());
            holds(&made, 120.0, 94_402.125);
        }
        assert_eq!(unknown(&named(&["B200", "H20"])).count(), 1);
    }

    #[test]
    fn power_alone_and_compute_alone_come_out_too() {
        let power = outfit(&step(105.0, 0.0), 87.5, &named(&["B200"]));
        let mw = power.gpus as f64 * power.chip.watts / 1e6;
        assert!((mw - 87.5).abs() < 1e-3);
        assert!(power.gpus as f64 * power.chip.ops_8bit / 1.979e15 < 1e-6);
        let compute = outfit(&step(0.0, 9_125.0), 0.0, &named(&["B200"]));
        assert!(compute.gpus as f64 * compute.chip.watts / 1e6 < 1e-4);
        assert_eq!(compute.gpus, 9_125);
        let few = outfit(&step(0.3, 3.0), 0.2, &named(&["B200"]));
        assert_eq!(few.gpus, 3);
        assert_eq!(few.chip.watts, 66_666.67);
    }
}
