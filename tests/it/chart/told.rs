//! Inputs, outcomes and causes in words.

use super::sample;

#[test]
fn inputs_go_by_names_and_places() {
    let projection = sample::projection();
    for (path, label) in [
        (
            "site.loughton.phase.first.activity.fit-out.duration",
            "Loughton: first phase, fit out",
        ),
        (
            "site.loughton.phase.first.activity.consent.gate",
            "Loughton: first phase, consent gate",
        ),
        (
            "site.loughton.phase.first.proceeds",
            "Loughton: first phase, goes ahead",
        ),
        (
            "site.loughton.phase.first.it_load",
            "Loughton: first phase, announced IT load",
        ),
        ("site.loughton.grid.full.energised", "Loughton, grid full"),
        ("site.loughton.pue_peak", "Loughton, PUE peak"),
        (
            "site.gone.phase.x.delivered",
            "gone.x, share of GPUs delivered",
        ),
        ("driver.build-pace", "build pace"),
        ("driver.build-pace@site.loughton", "build pace (Loughton)"),
        (
            "risk.strike.delay@site.loughton.phase.first.activity.shell",
            "strike, delay (Loughton: first phase, shell)",
        ),
        ("risk.strike.probability", "strike, its chance"),
        ("correlation.queue.country.GB", "queue (GB)"),
        ("branch.plan", "plan"),
        ("chip.gb300.watts", "GB300, watts"),
        ("some\u{202e}thing", "something"),
    ] {
        assert_eq!(projection.input_label(path), label, "{path}");
    }
}

#[test]
fn outcomes_are_told_in_their_parts() {
    let projection = sample::projection();
    for (outcome, label) in [
        ("online of loughton.first", "Loughton: first phase online"),
        (
            "online of loughton.first by 2027-03-31",
            "Loughton: first phase online by 2027-03-31",
        ),
        (
            "facility_load of total at 2028-12-31",
            "facility load of all sites at 2028-12-31",
        ),
        (
            "`gpus_powered` of site loughton at 2028-12-31",
            "GPUs powered of Loughton at 2028-12-31",
        ),
        (
            "gpus_powered of total at least 28426 GPUs at 2027-12-31",
            "GPUs powered at least 28426 GPUs of all sites at 2027-12-31",
        ),
        ("something", "something"),
    ] {
        assert_eq!(projection.outcome_label(outcome), label);
    }
    let words = projection.outcome_words("online of loughton.first by 2027-03-31");
    assert_eq!(words.place.as_deref(), Some("loughton.first"));
    assert_eq!(words.day.as_deref(), Some("2027-03-31"));
}

#[test]
fn causes_of_losses_have_words() {
    let projection = sample::projection();
    for (cause, label) in [
        ("proceed", "does not go ahead"),
        ("restart", "never restarts"),
        ("gate.grid-offer", "grid offer not passed"),
        ("risk.strike", "strike"),
        (
            "waits for loughton.first",
            "Loughton: first phase never comes",
        ),
        ("waits for energised.full", "grid full never comes"),
        ("waits for power", "power never comes"),
    ] {
        assert_eq!(projection.cause_label(cause), label);
    }
}
