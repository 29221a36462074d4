//! Programmes: each announcement is counted once, whatever else it is part of.

use capcast::plan::RunSpec;
use capcast::projection::{ProgrammeRow, Projection};
use capcast::scenario::problem::Problems;
use capcast::scenario::{LoadOptions, Loaded, load};
use capcast::table::{PROGRAMMES, csv};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::fmt::Write;

/// A world in which all that is announced comes as announced.
pub const CERTAIN: &str = "
[scenario]
from = 2025-01-01
to = 2027-12-31
step = \"quarter\"
trials = 64
[template.t]
chip = \"gb300\"
online = \"2026\"
overrun = 1
proceed = 1
delivered = 1
ramp = 0
";

pub fn read(text: &str) -> Result<Loaded, Problems> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("case.toml");
    std::fs::write(&path, text).unwrap();
    load(&path, &LoadOptions::default())
}

pub fn loaded(text: &str) -> Loaded {
    read(text).unwrap_or_else(|problems| panic!("{}\n{text}", problems.render(false)))
}

pub fn run(text: &str) -> Projection {
    let loaded = loaded(text);
    capcast::run(&loaded, &RunSpec::of(&loaded.model))
}

pub fn row<'a>(projection: &'a Projection, id: &str) -> &'a ProgrammeRow {
    let mut rows = projection.programmes.iter();
    rows.find(|row| row.id == id).unwrap()
}

/// GPUs of a scope at the end of the run, in every trial the same.
fn at_the_end(projection: &Projection, kind: &str, id: Option<&str>) -> f64 {
    let series = projection.find(kind, id, "gpus_installed").unwrap();
    let last = series.mean.len() - 1;
    assert_eq!(series.p10[last], series.p90[last]);
    assert_eq!(series.announced[last], series.mean[last]);
    series.mean[last]
}

/// NVIDIA's announcement for the United Kingdom, with what it holds.
const TREE: &str = "
[programme.nvidia-uk]
announced = 2025-09-16
country = \"GB\"
gpus = 120_000
by = \"2026\"
fills_totals = true
[programme.nscale-uk]
part_of = [\"nvidia-uk\"]
gpus = 60_000
assumptions = [\"remainder.proceed\"]
[programme.nscale-uk.remainder]
template = \"t\"
proceed = 1
[programme.coreweave-uk]
part_of = [\"nvidia-uk\"]
gpus = 60_000
remainder = { template = \"t\", blocks = 2 }
[programme.microsoft]
gpus = 30_000
[site.loughton]
announced = 2025-09-16
programme = [\"nscale-uk\", \"microsoft\"]
country = \"GB\"
phase.first = { template = \"t\", gpus = 23_040 }
[site.others]
announced = 2025-09-16
programme = [\"nscale-uk\", \"nvidia-uk\"]
country = \"GB\"
phase.a = { template = \"t\", gpus = 31_000 }
phase.b = { template = \"t\", gpus = 4_600 }
[site.dublin]
announced = 2025-09-16
programme = \"microsoft\"
country = \"IE\"
phase.a = { template = \"t\", gpus = 5_000 }
";

/// By hand: Nscale's sites 23,040 + 31,000 + 4,600 = 58,640, so 1,360 of its 60,000 are at none;
/// the other names no site, so all 60,000; and nothing is left of 120,000 = 60,000 + 60,000.
#[test]
fn the_tree_of_nvidia_in_the_united_kingdom_adds_up_to_its_total() {
    let projection = run(&format!("{CERTAIN}{TREE}"));
    let nscale = row(&projection, "nscale-uk");
    assert_eq!(
        (nscale.sited_gpus, nscale.claimed_gpus, nscale.unsited_gpus),
        (58_640.0, 58_640.0, 1_360.0)
    );
    assert_eq!(nscale.remainder.as_deref(), Some("nscale-uk-remainder"));
    let coreweave = row(&projection, "coreweave-uk");
    assert_eq!(
        (coreweave.claimed_gpus, coreweave.unsited_gpus),
        (0.0, 60_000.0)
    );
    let nvidia = row(&projection, "nvidia-uk");
    // `others` is named in both and claims in Nscale alone.
    assert_eq!(
        (nvidia.sited_gpus, nvidia.claimed_gpus, nvidia.unsited_gpus),
        (58_640.0, 120_000.0, 0.0)
    );
    assert_eq!(
        (nvidia.over_subscribed_gpus, nvidia.remainder.as_deref()),
        (0.0, None)
    );
    assert_eq!(nvidia.by.as_deref(), Some("2026-12-31"));
    let microsoft = row(&projection, "microsoft");
    assert_eq!(
        (microsoft.claimed_gpus, microsoft.unsited_gpus),
        (28_040.0, 1_960.0)
    );
    assert!(nvidia.fills_totals && coreweave.fills_totals && !microsoft.fills_totals);

    assert_eq!(
        at_the_end(&projection, "programme", Some("nvidia-uk")),
        120_000.0
    );
    assert_eq!(nvidia.installed_p50, Some(120_000.0));
    assert_eq!(nvidia.powered_p50, Some(120_000.0));
    assert_eq!(at_the_end(&projection, "country", Some("GB")), 120_000.0);
    // Microsoft's remainder is in no total: its ledger does not say so.
    assert_eq!(
        at_the_end(&projection, "programme", Some("microsoft")),
        28_040.0
    );
    assert_eq!(at_the_end(&projection, "total", None), 125_000.0);
    let sites: Vec<f64> = [
        "coreweave-uk-remainder",
        "dublin",
        "loughton",
        "nscale-uk-remainder",
        "others",
    ]
    .map(|site| at_the_end(&projection, "site", Some(site)))
    .to_vec();
    assert_eq!(sites, [60_000.0, 5_000.0, 23_040.0, 1_360.0, 35_600.0]);
}

#[test]
fn a_remainder_is_a_site_of_its_own_with_its_values_listed() {
    let projection = run(&format!("{CERTAIN}{TREE}"));
    let site = |id: &str| {
        let mut sites = projection.capacity.sites.iter();
        sites.find(|site| site.id == id).unwrap().clone()
    };
    let rest = site("nscale-uk-remainder");
    assert_eq!(
        (rest.name.as_str(), rest.country.as_deref(), rest.location),
        ("Rest of nscale-uk", Some("GB"), None)
    );
    let value = |path: &str| {
        let mut values = projection.assumptions.iter();
        values
            .find(|value| value.path == path)
            .unwrap_or_else(|| panic!("{path}"))
    };
    let gpus = value("site.nscale-uk-remainder.phase.r-3.gpus");
    assert_eq!(
        (gpus.value.as_str(), gpus.unit.as_str()),
        ("453.333", "GPUs")
    );
    assert_eq!(
        gpus.reason.as_deref(),
        Some("worked out: 60000 GPUs announced less 58640 claimed, in 3 equal parts")
    );
    let proceed = value("site.nscale-uk-remainder.phase.r-1.proceed");
    assert_eq!(
        (proceed.value.as_str(), proceed.standing.as_str()),
        ("1", "assumed")
    );
    assert_eq!(
        value("programme.nscale-uk.remainder.blocks").standing,
        "default"
    );
    assert_eq!(value("programme.coreweave-uk.remainder.blocks").value, "2");
    let phases = projection.schedule.iter();
    let phases = phases.filter(|row| row.site == "coreweave-uk-remainder");
    let phases: BTreeSet<_> = phases.filter_map(|row| row.phase.clone()).collect();
    assert_eq!(phases.into_iter().collect::<Vec<_>>(), ["r-1", "r-2"]);
}

#[test]
fn without_anything_of_its_own_a_remainder_is_announced_as_its_programme_is() {
    let text = "
[scenario]
to = 2029-12-31
[programme.root]
announced = 2025-03-04
by = \"2027-Q2\"
country = \"NO\"
gpus = 10_000
fills_totals = true
[programme.part]
part_of = \"root\"
gpus = 4_000
remainder = { chip = \"gb300\" }
[site.a]
announced = 2025-01-01
programme = \"root\"
phase.x = { chip = \"gb300\", gpus = 6_000, online = \"2026\" }
";
    let loaded = loaded(text);
    let site = &loaded.model.sites[1];
    assert_eq!(
        (site.id.as_str(), site.country.as_deref()),
        ("part-remainder", Some("NO"))
    );
    assert!(site.unsited && site.remainder_of == Some(0));
    let phase = &site.phases[2];
    assert_eq!(phase.announced.unwrap().to_string(), "2025-03-04");
    assert_eq!(
        phase.announced_online.unwrap().last.to_string(),
        "2027-06-30"
    );
    assert_eq!(phase.programmes, [0]);
}

/// Two ledgers hold one programme: it claims in both, and its sites are in the total once. One of
/// the two claims more than it announced.
#[test]
fn a_shared_part_claims_in_both_and_is_built_once() {
    let text = format!(
        "{CERTAIN}
[programme.a]
gpus = 10_000
announced = 2025-01-01
by = \"2026\"
fills_totals = true
remainder = {{ template = \"t\", blocks = 1 }}
[programme.b]
gpus = 5_000
[programme.shared]
gpus = 6_000
part_of = [\"a\", \"b\"]
remainder = {{ template = \"t\", blocks = 1 }}
[site.s]
announced = 2025-01-01
programme = \"shared\"
phase.x = {{ template = \"t\", gpus = 2_500 }}
"
    );
    let read = loaded(&text);
    let said = read.warnings.render(false);
    assert_eq!(
        read.warnings.codes(),
        ["programme::over-subscribed"],
        "{said}"
    );
    assert!(
        said.contains("`programme.b` is over-subscribed by 1,000 GPUs"),
        "{said}"
    );
    let projection = run(&text);
    assert_eq!(row(&projection, "a").unsited_gpus, 4_000.0);
    assert_eq!(row(&projection, "b").over_subscribed_gpus, 1_000.0);
    assert_eq!(row(&projection, "shared").unsited_gpus, 3_500.0);
    assert_eq!(at_the_end(&projection, "total", None), 10_000.0);
    assert_eq!(at_the_end(&projection, "programme", Some("a")), 10_000.0);
    assert_eq!(at_the_end(&projection, "programme", Some("b")), 6_000.0);
}

/// A total of power: a chip of 2 kW, so that 10 MW are 5,000 GPUs.
#[test]
fn a_total_of_power_leaves_a_remainder_of_power() {
    let text = format!(
        "{CERTAIN}
[chip.two]
watts = 2000
ops_8bit = 1e15
[programme.p]
gpus = 9_000
announced = 2025-01-01
by = \"2026\"
fills_totals = true
remainder = {{ template = \"t\", chip = \"two\" }}
[programme.q]
it_load = \"10 MW\"
part_of = \"p\"
remainder = {{ template = \"t\", chip = \"two\" }}
[site.s]
announced = 2025-01-01
programme = \"q\"
phase.x = {{ template = \"t\", chip = \"two\", gpus = 2_000 }}
"
    );
    let projection = run(&text);
    let q = row(&projection, "q");
    assert_eq!(
        (q.announced_mw, q.claimed_mw, q.unsited_mw),
        (Some(10.0), 4.0, 6.0)
    );
    assert_eq!((q.announced_gpus, q.claimed_gpus), (None, 2_000.0));
    // What is left of q, 3,000 GPUs of that chip, is claimed of p.
    let p = row(&projection, "p");
    assert_eq!((p.claimed_gpus, p.unsited_gpus), (5_000.0, 4_000.0));
    assert_eq!(at_the_end(&projection, "total", None), 9_000.0);
}

#[test]
fn a_remainder_filled_is_a_change_and_one_that_is_full_makes_no_site() {
    let full = format!("{CERTAIN}{TREE}").replace("gpus = 4_600", "gpus = 5_960");
    let projection = run(&full);
    assert_eq!(row(&projection, "nscale-uk").remainder, None);
    assert_eq!(at_the_end(&projection, "total", None), 125_000.0);
    let more = full.replace("gpus = 5_960", "gpus = 7_000");
    assert_eq!(at_the_end(&run(&more), "total", None), 126_040.0);
    assert_eq!(
        loaded(&more).warnings.codes(),
        ["programme::over-subscribed"; 2]
    );
}

/// What a random graph is made of: programmes that may be part of earlier ones, and phases of some.
#[derive(Clone, Debug)]
struct Graph {
    /// Total in GPUs, earlier programmes as bits, and whether its remainder is described.
    programmes: Vec<(Option<u32>, u8, bool)>,
    /// GPUs and programmes as bits.
    phases: Vec<(u32, u8)>,
}

fn graphs() -> impl Strategy<Value = Graph> {
    let programme = (prop::option::of(1..50_000_u32), any::<u8>(), any::<bool>());
    let phase = (1..20_000_u32, any::<u8>());
    (
        prop::collection::vec(programme, 1..7),
        prop::collection::vec(phase, 1..8),
    )
        .prop_map(|(programmes, phases)| Graph { programmes, phases })
}

impl Graph {
    fn named(&self, bits: u8, below: usize) -> Vec<usize> {
        let all = 0..below.min(self.programmes.len());
        all.filter(|index| bits >> index & 1 == 1).collect()
    }

    fn part_of(&self, index: usize) -> Vec<usize> {
        self.named(self.programmes[index].1, index)
    }

    fn within(&self, inner: usize, outer: usize) -> bool {
        inner == outer
            || self
                .part_of(inner)
                .iter()
                .any(|&next| self.within(next, outer))
    }

    fn narrowest(&self, named: &[usize]) -> Vec<usize> {
        let holds = |outer| {
            named
                .iter()
                .any(|&inner| inner != outer && self.within(inner, outer))
        };
        named
            .iter()
            .copied()
            .filter(|&outer| !holds(outer))
            .collect()
    }

    /// The definition, read straight off it.
    fn claimed(&self, index: usize) -> f64 {
        let mut sum = 0.0;
        for other in 0..self.programmes.len() {
            if self.narrowest(&self.part_of(other)).contains(&index) {
                let total = f64::from(self.programmes[other].0.unwrap_or(0));
                sum += total.max(self.claimed(other));
            }
        }
        for (gpus, bits) in &self.phases {
            if self.narrowest(&self.named(*bits, 8)).contains(&index) {
                sum += f64::from(*gpus);
            }
        }
        sum
    }

    fn text(&self) -> String {
        let mut text = CERTAIN.to_owned();
        let ids = |list: Vec<usize>| -> Vec<String> {
            list.into_iter().map(|index| format!("p{index}")).collect()
        };
        for (index, (total, _, described)) in self.programmes.iter().enumerate() {
            let _ = writeln!(
                text,
                "[programme.p{index}]\nannounced = 2025-01-01\nby = 2026-06-30"
            );
            let _ = writeln!(text, "part_of = {:?}", ids(self.part_of(index)));
            let _ = writeln!(text, "fills_totals = {}", index == 0);
            if let Some(total) = total {
                let _ = writeln!(text, "gpus = {total}");
            }
            if *described {
                let _ = writeln!(text, "remainder = {{ template = \"t\", blocks = 2 }}");
            }
        }
        text.push_str("[site.s]\nannounced = 2025-01-01\n");
        for (index, (gpus, bits)) in self.phases.iter().enumerate() {
            let programmes = ids(self.named(*bits, 8));
            let _ = writeln!(
                text,
                "[site.s.phase.x{index}]\ntemplate = \"t\"\ngpus = {gpus}"
            );
            let _ = writeln!(text, "programme = {programmes:?}");
        }
        text
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(7), ..ProptestConfig::default() })]

    #[test]
    fn the_total_is_every_site_once_and_the_remainders_that_fill_it(graph in graphs()) {
        let text = graph.text();
        let projection = run(&text);
        let mut expected: f64 = graph.phases.iter().map(|(gpus, _)| f64::from(*gpus)).sum();
        for (index, (total, _, described)) in graph.programmes.iter().enumerate() {
            let row = row(&projection, &format!("p{index}"));
            let claimed = graph.claimed(index);
            prop_assert_eq!(row.claimed_gpus, claimed, "{}", text);
            let left = total.map_or(0.0, |total| (f64::from(total) - claimed).max(0.0));
            prop_assert_eq!(row.unsited_gpus, left);
            let fills = *described && left > 0.0 && graph.within(index, 0);
            prop_assert_eq!(row.remainder.is_some(), fills);
            expected += if fills { left } else { 0.0 };
        }
        prop_assert!((at_the_end(&projection, "total", None) - expected).abs() <= 1e-6 * expected);
        let sites: f64 = projection.capacity.sites.iter().map(|site| {
            at_the_end(&projection, "site", Some(&site.id))
        }).sum();
        prop_assert!((sites - expected).abs() <= 1e-6 * expected);
    }
}

/// A sum is told in the answer's currency and prices: 2.5 bn of 2023 at 10 % a year are 3.025 bn of
/// 2025, 1 bn USD at 0.8 are 0.8 bn. Beside it what the phases come to as announced: 1,000 GPUs of
/// 1 kW at 10 m a MW and 30 k a GPU are 40 m. Without costs, or where no series are asked for, the
/// sum is told all the same.
#[test]
fn sums_of_programmes_are_told_beside_what_their_phases_come_to() {
    let text = format!(
        "{CERTAIN}
[fx]
USD = 0.8
[cost]
per_mw = \"10 m GBP/MW\"
per_gpu = \"30 k GBP\"
build = \"12 months\"
price_year = 2025
inflation = \"10 %\"
[chip.one]
watts = 1000
ops_8bit = 1.979e15
[programme.old]
gpus = 1_000
money = {{ amount = \"2.5 bn GBP\", price_year = 2023 }}
[programme.dollars]
money = {{ amount = \"1 bn USD\", price_year = 2025, covers = [\"capex\", \"opex\"] }}
[programme.none]
gpus = 1_000
[site.a]
announced = 2025-01-01
programme = [\"old\", \"none\"]
phase.x = {{ template = \"t\", chip = \"one\", gpus = 1_000 }}
"
    )
    .replace("[scenario]", "[scenario]\ncurrency = \"GBP\"");
    let sums = |projection: &Projection| {
        ["old", "dollars", "none"].map(|id| {
            let row = row(projection, id);
            (row.announced_money, row.modelled_money)
        })
    };
    let projection = run(&text);
    let told = [
        (Some(3.025e9), Some(40e6)),
        (Some(0.8e9), None),
        (None, None),
    ];
    assert_eq!(sums(&projection), told);
    let loaded = loaded(&text);
    let mut spec = RunSpec::of(&loaded.model);
    spec.metrics.clear();
    let dates = capcast::run(&loaded, &spec);
    assert_eq!(sums(&dates).map(|sum| sum.0), told.map(|sum| sum.0));
    // In a table: after the MW, as stated and as modelled.
    let table = String::from_utf8(csv(&PROGRAMMES, &projection)).unwrap();
    assert!(table.contains(",3025000000,,40000000,"), "{table}");
}

/// A MW is 10 m for building and 1,000 GPUs of 1 kW at 21 k: 31 m all in.
const COSTS: &str = "
[cost]
per_mw = \"10 m GBP/MW\"
per_gpu = \"21 k GBP\"
build = \"12 months\"
price_year = 2025
[chip.one]
watts = 1000
ops_8bit = 1.979e15
[programme.fund]
announced = 2025-01-01
by = \"2026\"
country = \"GB\"
fills_totals = true
money = { amount = \"3.1 bn GBP\", price_year = 2025 }
remainder = { chip = \"one\", overrun = 1, proceed = 1, delivered = 1, ramp = 0, blocks = 4 }
";

fn in_pounds(text: &str) -> String {
    let pounds = CERTAIN.replace("[scenario]", "[scenario]\ncurrency = \"GBP\"");
    format!("{pounds}{text}")
}

/// 3.1 bn at 31 m a MW are 100 MW, 100,000 GPUs; a site of the programme with 20 MW leaves 80, and
/// what of it is named by a programme within, of 70,000 GPUs, leaves 30.
#[test]
fn a_sum_alone_is_what_it_builds() {
    let alone = run(&in_pounds(COSTS));
    let fund = row(&alone, "fund");
    assert_eq!((fund.implied_mw, fund.announced_mw), (Some(100.0), None));
    assert_eq!(fund.remainder.as_deref(), Some("fund-remainder"));
    assert_eq!(fund.announced_money, Some(3.1e9));
    assert_eq!(at_the_end(&alone, "total", None), 100_000.0);
    assert_eq!(at_the_end(&alone, "country", Some("GB")), 100_000.0);
    let sum = &alone.capacity.money.as_ref().unwrap().announced[0];
    assert_eq!((sum.verdict.as_ref(), sum.it_mw), (None, Some(100.0)));
    let ledger = capcast::table::ledger(&alone, 200);
    assert!(
        ledger.contains("(3.1 bn GBP, 100 MW, in the totals)"),
        "{ledger}"
    );

    let sited = "
[site.a]
announced = 2025-01-01
programme = \"fund\"
phase.x = { template = \"t\", chip = \"one\", gpus = 20_000 }
";
    let with = run(&in_pounds(&format!("{COSTS}{sited}")));
    assert_eq!(at_the_end(&with, "site", Some("fund-remainder")), 80_000.0);
    assert_eq!(at_the_end(&with, "total", None), 100_000.0);
    let within = "[programme.part]\npart_of = [\"fund\"]\ngpus = 70_000\nremainder = { template = \"t\", chip = \"one\" }\n";
    let with = run(&in_pounds(&format!("{COSTS}{within}")));
    assert_eq!(row(&with, "fund").claimed_mw, 70.0);
    assert_eq!(at_the_end(&with, "site", Some("fund-remainder")), 30_000.0);
    assert_eq!(at_the_end(&with, "total", None), 100_000.0);

    // Within a programme of 150,000 GPUs it claims what it implies, and 50,000 are left of that.
    let above = "[programme.whole]\nannounced = 2025-01-01\ngpus = 150_000\nby = \"2026\"\nfills_totals = true\nremainder = { template = \"t\", chip = \"one\" }\n";
    let part = COSTS.replace("fills_totals = true", "part_of = [\"whole\"]");
    let with = run(&in_pounds(&format!("{part}{above}")));
    let whole = row(&with, "whole");
    assert_eq!(
        (whole.claimed_gpus, whole.unsited_gpus),
        (100_000.0, 50_000.0)
    );
    assert_eq!(at_the_end(&with, "total", None), 150_000.0);

    // It is in no total where nothing asks for that, and says what it implies by its phases' chip.
    let told = in_pounds(&format!("{COSTS}{sited}"));
    let told = told.replace("remainder = { chip = \"one\", overrun = 1, proceed = 1, delivered = 1, ramp = 0, blocks = 4 }", "");
    let told = run(&told);
    let fund = row(&told, "fund");
    assert_eq!(
        (fund.implied_mw, fund.remainder.as_ref()),
        (Some(100.0), None)
    );
    assert_eq!(at_the_end(&told, "total", None), 20_000.0);
}

/// Whatever a megawatt, a GPU, its watts and inflation come to, and whatever cost drivers do, what is
/// spent on what a sum builds is the sum; so a dearer megawatt is a smaller one.
#[test]
fn what_a_sum_builds_costs_the_sum_in_every_trial() {
    let text = in_pounds(COSTS)
        .replace("10 m GBP/MW", "8 to 13 m GBP/MW")
        .replace("21 k GBP", "18 to 30 k GBP")
        .replace("watts = 1000", "watts = \"900 to 1200 W\"")
        .replace("price_year = 2025 }", "price_year = 2023 }")
        .replace(
            "price_year = 2025\n",
            "price_year = 2025\ninflation = \"2 to 5 %\"\n",
        )
        .replace("trials = 64", "trials = 512")
        + "
[driver.builders]
on = \"cost\"
factor = \"0.9 to 1.3\"
applies_to = { site = \"fund-remainder\" }
[output]
metrics = [\"gpus_installed\", \"gpus_powered\", \"spend_to_date\"]
";
    let loaded = loaded(&text);
    let projection = capcast::run(&loaded, &RunSpec::of(&loaded.model));
    let spent = projection.find("site", Some("fund-remainder"), "spend_to_date");
    let spent = spent.unwrap();
    let last = spent.mean.len() - 1;
    let sum = row(&projection, "fund").announced_money.unwrap();
    // Inflation alone is left: (1 + r)^2 of 2 to 5 % a year, P10 to P90, spreads by 2.3 %.
    assert!(
        (spent.mean[last] / sum - 1.0).abs() < 0.01,
        "{}",
        spent.mean[last]
    );
    assert!(spent.sd[last] / sum < 0.03, "{}", spent.sd[last]);
    let gpus = projection.find("total", None, "gpus_installed").unwrap();
    assert!(gpus.sd[last] > 0.1 * gpus.mean[last]);
    // Without inflation nothing is left.
    let flat = text.replace("inflation = \"2 to 5 %\"", "inflation = \"3 %\"");
    let flat = run(&flat);
    let spent = flat
        .find("site", Some("fund-remainder"), "spend_to_date")
        .unwrap();
    let sum = 3.1e9 * 1.03 * 1.03;
    assert!((spent.mean[last] / sum - 1.0).abs() < 1e-6);
    assert!(spent.sd[last] / sum < 1e-6);
    // What its spread comes from is told of what it comes to.
    let spec = RunSpec {
        drivers: true,
        ..RunSpec::of(&loaded.model)
    };
    let driven = capcast::run(&loaded, &spec);
    let drives = |input: &str| driven.sensitivity.iter().any(|row| row.input == input);
    assert!(drives("cost.per_gpu") && drives("cost.inflation") && drives("driver.builders.factor"));
}

/// Beside the base a variant has the numbers of a run of its own, whatever moves the size.
#[test]
fn compared_sums_are_those_of_runs_alone() {
    let text = in_pounds(COSTS).replace("10 m GBP/MW", "8 to 13 m GBP/MW");
    let edits = [
        ("3.1 bn", "3.1 bn"),
        ("3.1 bn", "4 to 5 bn"),
        ("8 to 13 m", "9 to 13 m"),
        ("21 k", "25 k"),
        ("blocks = 4", "blocks = 3"),
        ("watts = 1000", "watts = 1200"),
    ];
    let edit = |(from, to): &(&str, &str)| loaded(&text.replace(from, to));
    let all: Vec<Loaded> = edits.iter().map(edit).collect();
    let spec = RunSpec::of(&all[0].model);
    let candidate = |(index, loaded)| capcast::Candidate {
        label: usize::to_string(&index),
        loaded,
        edits: Vec::new(),
    };
    let candidates: Vec<_> = all.iter().enumerate().map(candidate).collect();
    let comparison = capcast::compare(&candidates, &spec, &capcast::engine::Unwatched).unwrap();
    for (loaded, compared) in all.iter().zip(&comparison.projections) {
        let alone = capcast::run(loaded, &spec);
        assert_eq!(alone.series, compared.series);
        assert_eq!(alone.programmes, compared.programmes);
    }
}
