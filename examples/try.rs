//! scratch
fn main() {
    for file in std::env::args().skip(1) {
        match capcast::scenario::load(std::path::Path::new(&file), &Default::default()) {
            Ok(l) => {
                println!("{file}: ok {}", l.warnings.render(false));
                if std::env::var("SHOW").is_ok() {
                    for v in &l.model.values {
                        println!(
                            "{:60} {:40} {:6} {:9} {}:{} {:?} {:?}",
                            v.path,
                            v.value,
                            v.unit,
                            v.standing.word(),
                            v.file,
                            v.line,
                            v.sources,
                            v.since
                        );
                    }
                    println!(
                        "{:#?}",
                        l.model
                            .sites
                            .iter()
                            .map(|s| (
                                &s.id,
                                s.phases
                                    .iter()
                                    .map(|p| (&p.id, &p.schedule, &p.state))
                                    .collect::<Vec<_>>()
                            ))
                            .collect::<Vec<_>>()
                    );
                }
            }
            Err(p) => println!("{}", p.render(false)),
        }
    }
}
