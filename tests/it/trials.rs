//! The file of trials: the trials that the projection is of.

use bytes::Bytes;
use capcast::calendar::day_number;
use capcast::engine::Unwatched;
use capcast::pipeline::run_into;
use capcast::plan::{Plan, RunSpec};
use capcast::projection::Projection;
use capcast::scenario::{LoadOptions, load};
use capcast::stats::order_rank;
use capcast::trials::{Layout, TrialsFile};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use std::collections::BTreeMap;

const SHIPPED: &str = "scenarios/uk-2025.toml";
const TRIALS: u64 = 3_000;

/// The projection of a run and the bytes of its file of trials.
fn run(metrics: Option<&[&str]>, threads: usize) -> (Projection, Vec<u8>) {
    let loaded = load(SHIPPED, &LoadOptions::default()).unwrap();
    let mut spec = RunSpec::of(&loaded.model);
    spec.trials = TRIALS;
    if let Some(words) = metrics {
        spec.metrics.retain(|metric| words.contains(&metric.word()));
    }
    let plan = Plan::compile(&loaded.model, &spec);
    let layout = Layout::new(&loaded.model, &plan);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
    pool.build().unwrap().install(|| {
        let mut file = TrialsFile::new(&layout, &plan, Vec::new()).unwrap();
        let projection = run_into(&loaded, &plan, &Unwatched, &mut file).unwrap();
        (projection, file.finish().unwrap())
    })
}

/// Every column by name; a day as its number, never as nothing.
fn columns(bytes: &[u8]) -> BTreeMap<String, Vec<Option<f64>>> {
    let reader = SerializedFileReader::new(Bytes::copy_from_slice(bytes)).unwrap();
    let mut columns: BTreeMap<String, Vec<Option<f64>>> = BTreeMap::new();
    for row in reader.get_row_iter(None).unwrap() {
        for (name, field) in row.unwrap().get_column_iter() {
            let value = match field {
                Field::Null => None,
                Field::Date(day) => Some(f64::from(*day)),
                Field::Double(value) => Some(*value),
                Field::Long(value) => Some(*value as f64),
                other => panic!("{name}: {other:?}"),
            };
            columns.entry(name.clone()).or_default().push(value);
        }
    }
    columns
}

/// The value at a rank; never stands after all days.
fn at_share(values: &[Option<f64>], share: f64) -> Option<f64> {
    let mut sorted: Vec<f64> = values
        .iter()
        .map(|value| value.unwrap_or(f64::INFINITY))
        .collect();
    sorted.sort_by(f64::total_cmp);
    let value = sorted[order_rank(values.len() as u64, share) as usize - 1];
    value.is_finite().then_some(value)
}

fn day(date: &str) -> f64 {
    f64::from(day_number(date.parse().unwrap()))
}

#[test]
fn dates_of_the_trials_have_the_percentiles_of_the_schedule_exactly() {
    let (projection, bytes) = run(Some(&[]), 2);
    let columns = columns(&bytes);
    assert_eq!(columns["trial"].len() as u64, TRIALS);
    let numbers = columns["trial"].iter().copied();
    assert!(numbers.eq((0..TRIALS).map(|trial| Some(trial as f64))));
    let mut compared = 0;
    for row in &projection.schedule {
        let name = match (&row.phase, &row.stage) {
            (Some(phase), _) => format!("phase.{}.{phase}.{}", row.site, row.milestone),
            (_, Some(stage)) => format!("stage.{}.{stage}.{}", row.site, row.milestone),
            _ => panic!("a row of nothing"),
        };
        let days = &columns[&name];
        for (share, date) in [(0.1, &row.p10), (0.5, &row.p50), (0.9, &row.p90)] {
            let expected = date.as_ref().map(|date| day(date));
            assert_eq!(at_share(days, share), expected, "{name} at {share}");
            compared += 1;
        }
        if let (Some(chance), Some(announced)) = (row.on_time, &row.announced) {
            let announced = day(announced);
            let in_time = days
                .iter()
                .filter(|day| day.is_some_and(|day| day <= announced));
            let share = in_time.count() as f64 / TRIALS as f64;
            assert!((share - chance.value).abs() < 1e-9, "{name}: {share}");
        }
    }
    assert_eq!(compared, 3 * projection.schedule.len());
    assert_eq!(
        columns.len(),
        projection.schedule.len() + 1,
        "no other columns"
    );
}

#[test]
fn values_of_the_trials_have_the_percentiles_of_the_series_but_for_bins() {
    let (projection, bytes) = run(None, 2);
    let columns = columns(&bytes);
    let mut compared = 0;
    for series in &projection.series {
        let id = series
            .scope
            .id
            .as_ref()
            .map_or(String::new(), |id| format!(".{id}"));
        for (index, period) in projection.periods.iter().enumerate() {
            if !period.ends_with("-12-31") {
                continue;
            }
            let name = format!("{}{id}.{}.{period}", series.scope.kind, series.metric);
            let Some(values) = columns.get(&name) else {
                // What is worked out period by period is not among a trial's values.
                let metric = capcast::plan::Metric::from_word(&series.metric).unwrap();
                assert!(metric.flow(false).is_some(), "{name}");
                continue;
            };
            let mean = values.iter().flatten().sum::<f64>() / TRIALS as f64;
            let scale = series.sd[index] + series.mean[index].abs();
            assert!(
                (mean - series.mean[index]).abs() <= 1e-5 * scale,
                "{name}: {mean}"
            );
            // A gap is what is left of the announced load: what is binned is the load.
            let gap = (series.metric == "delivery_gap").then(|| {
                let id = series.scope.id.as_deref();
                let load = projection.find(&series.scope.kind, id, "facility_load");
                load.unwrap().announced[index]
            });
            let level = |value: f64| gap.map_or(value, |announced| announced - value).abs();
            let greatest = values.iter().flatten().map(|&value| level(value));
            let greatest = greatest.fold(0.0, f64::max);
            for (share, expected) in [
                (0.1, series.p10[index]),
                (0.5, series.p50[index]),
                (0.9, series.p90[index]),
            ] {
                let exact = at_share(values, share).unwrap();
                // Bins are as wide as they are, or as the ninth octave below the greatest level.
                let width = projection.bin_width * level(exact);
                let bound = width.max(greatest / 100.0) + 2e-6 * exact.abs();
                let off = (exact - expected).abs();
                assert!(off <= bound, "{name}: {exact}, {expected}");
                compared += 1;
            }
        }
    }
    assert!(compared > 1_000, "{compared}");
}

#[test]
fn the_file_is_the_same_on_any_number_of_threads() {
    let metrics = Some(&["facility_load", "gpus_powered"][..]);
    let (_, one) = run(metrics, 1);
    let (_, four) = run(metrics, 4);
    assert!(one == four);
}

#[test]
fn the_size_is_known_before_the_run() {
    let loaded = load(SHIPPED, &LoadOptions::default()).unwrap();
    let mut spec = RunSpec::of(&loaded.model);
    spec.metrics.clear();
    let plan = Plan::compile(&loaded.model, &spec);
    let size = Layout::new(&loaded.model, &plan).size();
    assert_eq!(size.rows, spec.trials);
    assert_eq!(size.bytes, size.rows * (8 + 4 * (size.columns as u64 - 1)));
    let (_, bytes) = run(Some(&[]), 1);
    assert_eq!(columns(&bytes).len(), size.columns);
}

/// A disk that takes some bytes and no more.
struct Full(usize);

impl std::io::Write for Full {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if bytes.len() > self.0 {
            return Err(std::io::ErrorKind::StorageFull.into());
        }
        self.0 -= bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_full_disk_stops_the_run_and_says_so() {
    let loaded = load(SHIPPED, &LoadOptions::default()).unwrap();
    let mut spec = RunSpec::of(&loaded.model);
    spec.trials = 40_000;
    let plan = Plan::compile(&loaded.model, &spec);
    let layout = Layout::new(&loaded.model, &plan);
    let mut file = TrialsFile::new(&layout, &plan, Full(1_000_000)).unwrap();
    let stopped = run_into(&loaded, &plan, &Unwatched, &mut file).unwrap_err();
    assert!(stopped.done < spec.trials, "{stopped}");
    let said = file.finish().err().unwrap();
    assert_eq!(said.kind(), std::io::ErrorKind::StorageFull);
}
