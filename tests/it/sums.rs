//! Sums of programmes: each held against those of the programmes within it.

use crate::ledger::{CERTAIN, row, run};

#[test]
fn a_sum_is_held_against_the_sums_of_its_parts() {
    let projection = run(&format!(
        "{CERTAIN}
[fx]
USD = 0.75
[programme.deal]
money = {{ amount = \"31 bn GBP\", covers = [\"capex\"] }}
[programme.pledge]
part_of = [\"deal\"]
money = {{ amount = \"20 bn USD\", covers = [\"capex\"] }}
[programme.share]
part_of = [\"pledge\"]
money = {{ amount = \"18 bn GBP\", covers = [\"capex\"] }}
[programme.gpus-alone]
part_of = [\"deal\"]
gpus = 1_000
[programme.other]
part_of = [\"deal\"]
money = {{ amount = \"1.5 bn GBP\", covers = [\"opex\"] }}
[site.a]
announced = 2025-01-01
country = \"GB\"
programme = [\"deal\"]
money = {{ amount = \"7 bn GBP\", covers = [\"capex\"] }}
[site.a.phase.first]
template = \"t\"
gpus = 1_000
"
    )
    .replace("trials = 64", "trials = 64\ncurrency = \"GBP\""));
    // The pledge is 15 bn GBP, and its one part claims 18; a site's own sum claims nothing.
    assert_eq!(row(&projection, "pledge").claimed_money, Some(18e9));
    let deal = row(&projection, "deal");
    assert_eq!(deal.claimed_money, Some(19.5e9));
    assert_eq!(deal.announced_money, Some(31e9));
    assert_eq!(row(&projection, "other").claimed_money, None);
}
