#![doc = "Runs a scenario, writes a table as Parquet, and reads one number of it."]

use capcast::plan::RunSpec;
use capcast::scenario::{LoadOptions, load};
use capcast::table;
use parquet::file::reader::{FileReader, SerializedFileReader};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let loaded = load("scenarios/uk-2025.toml", &LoadOptions::default())?;
    let mut spec = RunSpec::of(&loaded.model);
    spec.trials = 1_000;
    let answer = capcast::run(&loaded, &spec);
    let file = std::env::temp_dir().join(format!("capcast-{}.parquet", std::process::id()));
    let bytes = table::parquet(&table::SCHEDULE, &answer, &table::facts(&answer));
    std::fs::write(&file, bytes)?;

    let reader = SerializedFileReader::new(std::fs::File::open(&file)?)?;
    let first = reader.get_row_iter(None)?.next().ok_or("no rows")??;
    for (column, value) in first.get_column_iter().filter(|(name, _)| *name == "p50") {
        println!("{column} of the first milestone: {value}");
    }
    std::fs::remove_file(&file)?;
    Ok(())
}
